package org.neocog.verify;

import org.neocog.run.RunListener;
import org.osgi.annotation.versioning.ProviderType;

/** Runs experiments with a fault in them. Provided by the framework as a service; do not implement. Threading: one drill at a time. */
@ProviderType
public interface Drills {
    /**
     * Runs an experiment whose backend, or whose data, have a fault at a chosen step.
     *
     * @param listener told how the run goes on
     * @return what the run made of it
     * @throws org.neocog.config.ConfigException if the experiment, or what is to be faulty, is not there
     */
    DrillReport run(DrillRequest request, RunListener listener) throws InterruptedException;
}
