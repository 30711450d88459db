package org.neocog.run;

import org.osgi.annotation.versioning.ConsumerType;

/** Told how a run goes on, in the run's thread: return quickly. Implemented by whoever shows it. */
@ConsumerType
public interface RunListener {
    /** Hears nothing. */
    RunListener NONE = new RunListener() {};

    /** The run changed its state. @param reason a sentence, such as what it waits for; empty if there is nothing to say */
    default void stateChanged(RunState state, String reason) {}

    /** Something that takes long is done before the first step; told every few seconds. @param message how far it is: a sentence */
    default void preparing(String message) {}

    /** Told once before the first step: what is about to run. */
    default void started(RunInfo info) {}

    /** Some steps were done; at most about ten times a second. */
    default void progressed(Progress progress) {}

    /** Something went wrong, and the run goes on. @param message what, and how it goes on: sentences */
    default void warned(String message) {}

    /** An epoch was trained and evaluated. */
    default void epochFinished(EpochReport report) {}
}
