package org.neocog.run;

/** Where a run is in its life. */
public enum RunState {
    /** Looks its services up, opens the data, compiles. */
    RESOLVING,
    /** Everything is there; the first step comes next. */
    READY,
    RUNNING,
    PAUSED,
    /** A provider is being replaced. */
    SWAPPING,
    /** A service that it needs is not there; goes on when it comes. */
    WAITING,
    COMPLETED,
    FAILED,
    /** Stopped on request, after a checkpoint; can be resumed. */
    CANCELLED;

    /** Whether the run has ended. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
