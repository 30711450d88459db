package org.neocog.run;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** A run that was started or resumed. Provided by the framework; do not implement. Threading: all methods may be called by any thread. */
@ProviderType
public interface Run {
    /** The run folder. */
    Path folder();

    RunState state();

    /** Asks the run to write a checkpoint at the next step boundary and to stop there, as {@link RunState#CANCELLED}. Returns at once. */
    void cancel();

    /**
     * Waits for the end.
     *
     * @return the summary of a completed or cancelled run
     * @throws RunException if the run failed; what was on disk is still there
     */
    RunSummary await() throws InterruptedException;
}
