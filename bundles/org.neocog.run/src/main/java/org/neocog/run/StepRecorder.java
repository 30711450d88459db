package org.neocog.run;

import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;

/** Records the steps that somebody wants to do again: who proves a new backend, and the shadow. Threading: the training's thread. */
final class StepRecorder implements AutoCloseable {
    private final LiveExecutable live;
    private final Swaps swaps;
    private final @Nullable Shadow shadow;
    private @Nullable StepRecord open;
    private boolean isForSwap;
    private boolean isForShadow;

    StepRecorder(LiveExecutable live, Swaps swaps, @Nullable Shadow shadow) {
        this.live = live;
        this.swaps = swaps;
        this.shadow = shadow;
    }

    /** The record of the step that comes now; null if nobody wants it. */
    @Nullable
    StepRecord begin(long step, double rate) {
        isForSwap = swaps.wantsRecord();
        isForShadow = shadow != null && shadow.wants(step);
        if (!isForSwap && !isForShadow) {
            return null;
        }
        try (Snapshot before = live.snapshot()) {
            open = new StepRecord(step, rate, before);
        }
        return open;
    }

    /** The step is done. */
    void end(double loss) {
        StepRecord record = open;
        if (record == null) {
            return;
        }
        try (Snapshot after = live.snapshot()) {
            record.done(loss, after);
        }
        open = null;
        if (shadow != null && isForShadow) {
            shadow.compare(isForSwap ? record.shared() : record);
        }
        if (isForSwap) {
            swaps.recorded(record);
        }
    }

    @Override
    public void close() {
        StepRecord left = open;
        open = null;
        if (left != null) {
            left.close();
        }
    }
}
