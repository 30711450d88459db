package org.neocog.experiment;

import java.util.Optional;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;

/**
 * An experiment, read and validated. Made by {@link ExperimentReader}.
 *
 * @param name the experiment's name
 * @param seed the seed of everything random, 0 to 2^53-1
 * @param data where examples come from
 * @param model the network
 * @param transfer what training begins with, and what of it stays
 * @param loss what training minimizes
 * @param optimizer how parameters are updated
 * @param schedule how the learning rate changes
 * @param train how long and in which precision
 * @param checkpoint when the state is saved
 * @param backend who computes
 * @param swap how the backend is replaced under a run
 * @param shadow a second backend that does some steps as well
 * @param weights values of parameters from a file
 * @param guards what happens when training goes wrong
 * @param track in which further forms a run keeps what it measures
 * @param sweep trials with other values of some keys; empty if this is one experiment
 * @param resolved the whole config: includes, overrides and references applied, every default explicit. Reading what
 *     {@link ConfigText} writes of it gives an equal experiment
 */
public record Experiment(
        String name,
        long seed,
        DataSection data,
        ModelSection model,
        TransferSection transfer,
        LossSection loss,
        OptimizerSection optimizer,
        ScheduleSection schedule,
        TrainSection train,
        CheckpointSection checkpoint,
        BackendSection backend,
        SwapSection swap,
        Optional<ShadowSection> shadow,
        WeightsSection weights,
        GuardSection guards,
        TrackSection track,
        Optional<SweepSection> sweep,
        MappingNode resolved) {
    /** The version of the format, the value of the key {@code neocog}. */
    public static final long FORMAT = 1;

    /** The same experiment on one backend, whatever it preferred. */
    public Experiment on(String backendName) {
        BackendSection only = backend.only(backendName);
        MappingNode section = (MappingNode) resolved.get("backend").orElse(MappingNode.of());
        return new Experiment(
                name,
                seed,
                data,
                model,
                transfer,
                loss,
                optimizer,
                schedule,
                train,
                checkpoint,
                only,
                swap,
                shadow,
                weights,
                guards,
                track,
                sweep,
                resolved.with("backend", section.with("prefer", ConfigNode.of(only.prefer()))));
    }
}
