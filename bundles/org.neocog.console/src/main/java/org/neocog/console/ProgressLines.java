package org.neocog.console;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.neocog.run.Progress;

/** Progress where there is no terminal: a line now and then. */
final class ProgressLines extends ProgressReport {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanoTime;
    private long last;

    ProgressLines(Console console, LongSupplier nanoTime) {
        super(console);
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    @Override
    public void progressed(Progress progress) {
        long now = nanoTime.getAsLong();
        if (now - last >= INTERVAL) {
            last = now;
            line(place(progress) + "  " + figures(progress));
        }
    }

    @Override
    void clear() {}
}
