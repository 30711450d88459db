package org.neocog.run;

import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.CompileOptions;
import org.neocog.experiment.CheckpointSection;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.Precision;
import org.neocog.experiment.Span;
import org.neocog.experiment.Unit;
import org.neocog.experiment.WeightsSection;
import org.neocog.tensor.ElementType;

/**
 * What a run needs of its experiment once everything is found. Unlike the experiment it holds no object that a plug-in's class has made, so
 * that layer, architecture and optimizer bundles can be updated under the run.
 */
record RunSettings(
        String name,
        long seed,
        Span length,
        Precision precision,
        CheckpointSection checkpoint,
        int threads,
        WeightsSection weights) {
    static RunSettings of(Experiment experiment) {
        int threads = experiment.backend().threads();
        return new RunSettings(
                experiment.name(),
                experiment.seed(),
                experiment.train().length(),
                experiment.train().precision(),
                experiment.checkpoint(),
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
                experiment.weights());
    }

    /** Steps of the whole run, of {@code perEpoch} each epoch. */
    long totalSteps(long perEpoch) {
        return length.unit() == Unit.EPOCH ? length.amount() * perEpoch : length.amount();
    }

    /** {@code float32}. */
    String precisionName() {
        return name(precision);
    }

    static String name(Precision precision) {
        return ElementType.valueOf(precision.name()).toString();
    }

    /** What variables, inputs and outputs are of. */
    ElementType element() {
        return element(precision);
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
        return new CompileOptions(allocator, threads, activations(precision));
    }
}
