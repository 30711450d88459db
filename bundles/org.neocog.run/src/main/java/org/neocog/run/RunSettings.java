package org.neocog.run;

import org.neocog.experiment.CheckpointSection;
import org.neocog.experiment.Experiment;
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
        ElementType element,
        CheckpointSection checkpoint,
        int threads,
        WeightsSection weights) {
    static RunSettings of(Experiment experiment) {
        int threads = experiment.backend().threads();
        return new RunSettings(
                experiment.name(),
                experiment.seed(),
                experiment.train().length(),
                ElementType.valueOf(experiment.train().precision().name()),
                experiment.checkpoint(),
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors(),
                experiment.weights());
    }

    /** Steps of the whole run, of {@code perEpoch} each epoch. */
    long totalSteps(long perEpoch) {
        return length.unit() == Unit.EPOCH ? length.amount() * perEpoch : length.amount();
    }

    /** {@code float32}. */
    String precision() {
        return element.toString();
    }
}
