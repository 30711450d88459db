package org.neocog.run;

import java.nio.file.Path;

/** A run that had been completed before. */
record CompletedRun(Path folder, RunSummary summary) implements Run {
    @Override
    public RunState state() {
        return RunState.COMPLETED;
    }

    @Override
    public void cancel() {} // there is nothing to stop

    @Override
    public RunSummary await() {
        return summary;
    }
}
