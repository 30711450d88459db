package org.neocog.run;

import java.util.function.Consumer;
import org.neocog.experiment.Experiment;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tries a training out to find values for its config. Nothing is written, and no run is touched. Provided by the framework as a service; do not
 * implement. Threading: all methods may be called by several threads.
 */
@ProviderType
public interface Finders {
    /**
     * Trains for a few steps with a learning rate that rises exponentially, from the values that a run would start with, on the batches that it would
     * see; the schedule is left out. Ends before the last step where the loss diverges.
     *
     * @param progress told of each step
     * @throws org.neocog.config.ConfigException if the experiment does not fit together, or a backend or dataset is not there
     * @throws RunException if the loss falls at no rate, or diverges at once
     */
    RateSearch learningRate(Experiment experiment, RateSearch.Options options, Consumer<RateSearch.Sample> progress);

    /**
     * Compiles and runs training steps of many batch sizes on images of noise: powers of two, and some between where it counts. Opens the dataset
     * only if the model does not say its input.
     *
     * @param progress told what is tried next
     * @throws org.neocog.config.ConfigException if the experiment does not fit together, or the backend is not there
     * @throws org.neocog.backend.InsufficientMemoryException if not even one image fits
     */
    BatchSearch batchSize(Experiment experiment, BatchSearch.Options options, Consumer<String> progress);
}
