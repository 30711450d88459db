package org.neocog.run;

import java.util.concurrent.TimeUnit;

/** Images per second: of late, and steady (without the first moments, in which code is compiled). Threading: one thread. */
final class Throughput {
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final double LATE_WEIGHT = 0.05;

    private long allImages;
    private long allNanos;
    private long steadyImages;
    private long steadyNanos;
    private double late = Double.NaN;

    /** Counts one step. */
    void add(long images, long nanos) {
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

    /** After the first seconds; over all steps if there were no more; 0 before the first. */
    double steady() {
        if (steadyNanos > 0) {
            return steadyImages * 1e9 / steadyNanos;
        }
        return allNanos == 0 ? 0 : allImages * 1e9 / allNanos;
    }
}
