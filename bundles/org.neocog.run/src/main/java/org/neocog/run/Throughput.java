package org.neocog.run;

import java.util.concurrent.TimeUnit;

/** Images per second, and the share of the time that goes into waiting for them: of late, and steady (without the first moments, in which code is compiled). Threading: one thread. */
final class Throughput {
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final double LATE_WEIGHT = 0.05;

    private long allImages;
    private long allNanos;
    private long steadyImages;
    private long steadyNanos;
    private long waitNanos;
    private double late = Double.NaN;
    private double lateWaiting = Double.NaN;

    /** Counts one step. @param waited of its nanoseconds, those in which it waited for data */
    void add(long images, long nanos, long waited) {
        waitNanos += waited;
        double waiting = Math.min(1, (double) waited / Math.max(nanos, 1));
        lateWaiting = Double.isNaN(lateWaiting) ? waiting : lateWaiting + LATE_WEIGHT * (waiting - lateWaiting);
        allImages += images;
        allNanos += nanos;
        if (allNanos > WARM_UP_NANOS) {
            steadyImages += images;
            steadyNanos += nanos;
        }
        double now = images * 1e9 / Math.max(nanos, 1);
        late = Double.isNaN(late) ? now : late + LATE_WEIGHT * (now - late);
    }

    /** Over the last steps, weighted; NaN before the first. */
    double late() {
        return late;
    }

    /** Share of the last steps' time, weighted, that was waiting for data; NaN before the first. */
    double lateWaiting() {
        return lateWaiting;
    }

    /** Share of all steps' time that was waiting for data; 0 before the first. */
    double waiting() {
        return allNanos == 0 ? 0 : (double) waitNanos / allNanos;
    }

    /** After the first seconds; over all steps if there were no more; 0 before the first. */
    double steady() {
        if (steadyNanos > 0) {
            return steadyImages * 1e9 / steadyNanos;
        }
        return allNanos == 0 ? 0 : allImages * 1e9 / allNanos;
    }
}
