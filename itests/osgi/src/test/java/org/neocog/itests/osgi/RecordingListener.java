package org.neocog.itests.osgi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.neocog.run.EpochReport;
import org.neocog.run.RunListener;
import org.neocog.run.RunState;

/** Remembers what a run told. Threading: safe for all threads. */
class RecordingListener implements RunListener {
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final List<EpochReport> epochs = new CopyOnWriteArrayList<>();

    /** A change of state. */
    record Change(RunState state, String reason) {}

    @Override
    public void stateChanged(RunState state, String reason) {
        changes.add(new Change(state, reason));
    }

    @Override
    public void epochFinished(EpochReport report) {
        epochs.add(report);
    }

    List<Change> changes() {
        return changes;
    }

    List<RunState> states() {
        return changes.stream().map(Change::state).toList();
    }

    List<EpochReport> epochs() {
        return epochs;
    }
}
