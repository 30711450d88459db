package org.neocog.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.neocog.experiment.Experiment;

/** A run that had been completed before. */
record CompletedRun(Path folder, RunSummary summary) implements Run {
    @Override
    public RunState state() {
        return RunState.COMPLETED;
    }

    @Override
    public String backend() {
        return summary.backend();
    }

    @Override
    public Set<String> heldBundles() {
        return Set.of();
    }

    @Override
    public void cancel() {} // there is nothing to stop

    @Override
    public void pause() {} // nor to rest

    @Override
    public void proceed() {}

    @Override
    public CompletableFuture<SwapReport> swap(String backend) {
        return CompletableFuture.failedFuture(
                new RunException("swap: the run must go on, but has completed. Start another one."));
    }

    @Override
    public List<String> change(Experiment next) {
        throw new RunException("set: the run must go on, but has completed. Resume it with --accept-changes.");
    }

    @Override
    public RunSummary await() {
        return summary;
    }
}
