package org.neocog.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.experiment.WeightsSection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Starts, resumes, evaluates and plans. Provided by the framework as a service; do not implement. Threading: all methods may be called
 * by several threads.
 */
@ProviderType
public interface RunEngine {
    /**
     * Checks that a backend of the experiment's preference is there now. Commands call it first, since {@link #start} waits for one.
     *
     * @param backend the only backend to use, or empty for the experiment's preference
     * @throws org.neocog.config.ConfigException if none is there; names those that are
     */
    void requireBackend(Experiment experiment, Optional<String> backend);

    /**
     * Starts training in a new run folder and returns at once; the run goes on in its own thread. If a service that the experiment needs is
     * not there (any more), the run is {@link RunState#WAITING} until it is.
     *
     * @throws org.neocog.config.ConfigException if the folder exists, the model does not fit the data, or a dataset is not readable
     * @throws RunException if the folder can't be written
     */
    Run start(Experiment experiment, StartOptions options, RunListener listener);

    /**
     * As above; the run waits when every backend has failed.
     *
     * @param folder the run folder to make, or empty for {@code <runs>/<name>-<date>-<time>}
     * @param runs where run folders are made
     * @param backend the only backend to use, or empty for the experiment's preference
     */
    default Run start(
            Experiment experiment, Optional<Path> folder, Path runs, Optional<String> backend, RunListener listener) {
        return start(experiment, new StartOptions(folder, runs, backend, true), listener);
    }

    /**
     * Goes on with a run that was stopped or killed, from its last whole checkpoint. A completed run gives its summary again, unless its
     * config has changed.
     *
     * @throws org.neocog.config.ConfigException if it is no run folder, its config can't be read, or differs from that of the checkpoint in a
     *     key that changes results and {@code options} does not accept that; names all keys
     * @throws RunException if no checkpoint is whole
     */
    Run resume(Path folder, ResumeOptions options, RunListener listener);

    /** As above, with the config that the run has. @param backend the only backend to use, or empty for the experiment's preference */
    default Run resume(Path folder, Optional<String> backend, RunListener listener) {
        return resume(folder, new ResumeOptions(backend, List.of(), false), listener);
    }

    /**
     * From now on runs that were asked for wait until their device is free, in the order in which they came.
     *
     * @param runsPerDevice how many may share one, at least 1
     */
    void serve(int runsPerDevice);

    /** Whether runs wait for devices here. */
    boolean isServing();

    /** The runs that were started or resumed here and have not ended. */
    List<Run> live();

    /**
     * Evaluates a run's last checkpoint, or its best one.
     *
     * @throws org.neocog.config.ConfigException if it is no run folder, its config can't be read, or it has not what {@code options} asks for
     */
    RunSummary evaluateRun(Path folder, EvaluationOptions options, RunListener listener);

    /**
     * Evaluates an experiment's model with weights from a safetensors file, or freshly initialized without.
     *
     * @param weights safetensors file with every parameter and statistic by name and shape, or empty for that of the experiment's section
     *     {@code weights}, if it names one. The section's {@code strip-prefix} holds for both
     */
    RunSummary evaluate(Experiment experiment, Optional<Path> weights, EvaluationOptions options, RunListener listener);

    /**
     * The network of a run with the values of its last checkpoint, or its best one, for other programs.
     *
     * @param average whether the averaged weights are taken
     * @param best whether the best checkpoint is taken in place of the last one
     * @throws org.neocog.config.ConfigException if it is no run folder, its config can't be read, or it has not what is asked for
     */
    TrainedNetwork networkOfRun(Path folder, boolean average, boolean best);

    /**
     * The network of an experiment for other programs. Opens the dataset only if the model does not say its input.
     *
     * @param weights as in {@link #evaluate}
     */
    TrainedNetwork network(Experiment experiment, Optional<Path> weights);

    /**
     * Writes values that another program's file had, so that they can be trained from and evaluated: float32 in a safetensors file, whole or
     * not at all.
     *
     * @throws RunException if the file can't be written
     */
    void writeWeights(Path file, Map<String, ParameterValues> values);

    /**
     * Writes the values of a network for another program, as above.
     *
     * @param layout how that program names and orders them
     * @throws org.neocog.config.ConfigException if it has no counterpart to a value; names all of those
     * @throws RunException if the file can't be written
     */
    default void writeWeights(Path file, TrainedNetwork network, WeightsSection.Layout layout) {
        writeWeights(file, layout == WeightsSection.Layout.KERAS ? KerasExport.of(network) : network.values());
    }

    /**
     * Measures how fast the experiment's network is, on images of noise. Opens the dataset only if the model does not say its input.
     *
     * @param backends names of backends; none for the first of the experiment's preference that is there
     * @param seconds how long training and evaluation are measured on each; a few steps in any case
     * @param progress told what is measured next
     * @throws org.neocog.config.ConfigException if a backend is not there, or does not compute in the experiment's precision
     */
    Benchmark bench(Experiment experiment, List<String> backends, double seconds, Consumer<String> progress);

    /** What the experiment's network is made of. Opens the dataset only if the model does not say its input. */
    Plan plan(Experiment experiment);

    /**
     * What a template's network is made of, without data.
     *
     * @throws org.neocog.config.ConfigException if its options do not go together, or it does not say its input
     */
    Plan plan(ModelSection.Named architecture);

    /** Parts of an experiment's data. */
    enum DataPart {
        TRAIN,
        EVAL
    }

    /**
     * What is in the data, before transforms, by {@code train} and, if there is one, {@code eval}. Reads all of it.
     *
     * @throws org.neocog.config.ConfigException if a dataset is not readable
     */
    Map<String, DataStatistics> statistics(Experiment experiment);

    /**
     * The first images of the first epoch with all transforms applied.
     *
     * @param count how many at most
     * @throws org.neocog.config.ConfigException if the dataset is not readable, or has no such part
     */
    DataPreview preview(Experiment experiment, DataPart part, int count);

    /**
     * Writes the mean of each pixel of the training images as a NumPy file, float32 {@code [C, H, W]} from 0 to 1, for the transform {@code
     * pixel-mean}.
     *
     * @throws org.neocog.config.ConfigException if the dataset is not readable, or its images differ in size
     * @throws RunException if the file cannot be written
     */
    void writeMeanImage(Experiment experiment, Path file);
}
