package org.neocog.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.neocog.experiment.Experiment;
import org.osgi.annotation.versioning.ProviderType;

/** A run that was started or resumed. Provided by the framework; do not implement. Threading: all methods may be called by any thread. */
@ProviderType
public interface Run {
    /** The run folder. */
    Path folder();

    RunState state();

    /** Name of the backend that works; empty where none does. */
    String backend();

    /**
     * Symbolic names of the bundles that it holds: of its backends, the shadow's among them, and of its datasets. They wait for a step boundary when they
     * leave, and the run then takes another backend, or opens its data again. All other bundles can be replaced under it, and it does not notice.
     */
    Set<String> heldBundles();

    /** Asks the run to write a checkpoint at the next step boundary and to stop there, as {@link RunState#CANCELLED}. Returns at once. */
    void cancel();

    /** Asks the run to write a checkpoint at the next step boundary and to rest there, as {@link RunState#PAUSED}. Returns at once. */
    void pause();

    /** Lets a run that rests go on. */
    void proceed();

    /**
     * Asks for another backend, whatever the run prefers: it is compiled and proved while the run goes on, and takes over at a step boundary.
     *
     * @param backend its name, as in {@code backend.prefer}
     * @return completes when it works; with a {@link RunException} if it is not there, fails its proof, or the run pins its backend
     */
    CompletableFuture<SwapReport> swap(String backend);

    /**
     * Changes the config at the next step boundary: a checkpoint is written, and the run goes on from it with the new one.
     *
     * @param next the whole experiment as it shall be
     * @return the keys that change, with both values; empty if none does
     * @throws org.neocog.config.ConfigException if a key changes that must not while the run goes on; names each, and says why
     */
    List<String> change(Experiment next);

    /**
     * Waits for the end.
     *
     * @return the summary of a completed or cancelled run
     * @throws RunException if the run failed; what was on disk is still there
     */
    RunSummary await() throws InterruptedException;
}
