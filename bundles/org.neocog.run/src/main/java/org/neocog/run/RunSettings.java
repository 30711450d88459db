package org.neocog.run;

import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.CompileOptions;
import org.neocog.config.MappingNode;
import org.neocog.experiment.CheckpointSection;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.GuardSection;
import org.neocog.experiment.Precision;
import org.neocog.experiment.ShadowSection;
import org.neocog.experiment.SwapSection;
import org.neocog.experiment.TrackSection;
import org.neocog.experiment.TrainSection;
import org.neocog.experiment.TransferSection;
import org.neocog.experiment.Unit;
import org.neocog.experiment.WeightsSection;
import org.neocog.tensor.ElementType;

/**
 * What a run needs of its experiment once everything is found. Unlike the experiment it holds no object that a plug-in's class has made, so
 * that layer, architecture and optimizer bundles can be updated under the run.
 *
 * @param require filter that a backend must match
 * @param config the whole config as plain nodes
 */
record RunSettings(
        String name,
        long seed,
        TrainSection train,
        CheckpointSection checkpoint,
        GuardSection guards,
        SwapSection swap,
        Optional<ShadowSection> shadow,
        int threads,
        boolean tune,
        boolean tf32,
        Optional<String> require,
        WeightsSection weights,
        TransferSection transfer,
        TrackSection track,
        MappingNode config) {
    static RunSettings of(Experiment experiment) {
        int threads = experiment.backend().threads();
        return new RunSettings(
                experiment.name(),
                experiment.seed(),
                experiment.train(),
                experiment.checkpoint(),
                experiment.guards(),
                experiment.swap(),
                experiment.shadow(),
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
                experiment.backend().tune(),
                experiment.backend().tf32(),
                experiment.backend().require(),
                experiment.weights(),
                experiment.transfer(),
                experiment.track(),
                experiment.resolved());
    }

    /** Steps of an epoch of so many batches. */
    long stepsPerEpoch(long batches) {
        return (batches + train.accumulate() - 1) / train.accumulate();
    }

    /** Steps of the whole run, of so many batches each epoch. */
    long totalSteps(long batches) {
        return train.length().unit() == Unit.EPOCH
                ? train.length().amount() * stepsPerEpoch(batches)
                : train.length().amount();
    }

    /** {@code float32}. */
    String precisionName() {
        return name(train.precision());
    }

    static String name(Precision precision) {
        return ElementType.valueOf(precision.name()).toString();
    }

    /** What variables, inputs and outputs are of. */
    ElementType element() {
        return element(train.precision());
    }

    /** What variables, inputs and outputs are of in this precision: in bfloat16 only activations are narrow. */
    static ElementType element(Precision precision) {
        return precision == Precision.FLOAT64 ? ElementType.FLOAT64 : ElementType.FLOAT32;
    }

    /** What float32 values within a step may be held in. */
    static ElementType activations(Precision precision) {
        return precision == Precision.BFLOAT16 ? ElementType.BFLOAT16 : ElementType.FLOAT32;
    }

    CompileOptions compileOptions(BufferAllocator allocator) {
        return new CompileOptions(allocator, threads, activations(train.precision()), tune, tf32);
    }
}
