package org.neocog.run;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of one thread to a backend, watched by another, which can abandon a call that takes too long: the thread then ends as soon as it
 * comes back. Costs two writes a call.
 *
 * <p>A call may take {@code timeout}; once calls of its kind have come back, {@value #TIMES} times the longest of them, but at least {@value
 * #LEAST_SECONDS} s and never more than {@code timeout}. Time in which nobody looked does not count: the process was stopped then, as by Ctrl-Z.
 */
final class Calls {
    static final double LEAST_SECONDS = 60;
    static final double TIMES = 50;
    /** So many times as long as there should be between two looks, and the process was stopped in between. */
    private static final int STOPPED = 4;

    private static final int IDLE = 0;
    private static final int BUSY = 1;
    private static final int ABANDONED = 2;

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final long timeoutNanos;
    private volatile long began;
    private volatile String call = "";
    private volatile Provider called;
    private volatile boolean known;
    private volatile long longest;
    // Of the thread that watches.
    private long watched;
    private long looked;
    private long stopped;

    /** @param first the backend that is called */
    Calls(double timeoutSeconds, Provider first) {
        this.called = first;
        this.timeoutNanos = (long) (timeoutSeconds * 1e9);
    }

    /** @param name what is called @param known whether such calls were made before, and took what is usual */
    void begin(String name, boolean wasKnown) {
        call = name;
        known = wasKnown;
        began = System.nanoTime();
        if (!state.compareAndSet(IDLE, BUSY)) {
            throw new AbandonedCall(name);
        }
    }

    /** @throws AbandonedCall if nobody waits for it any more */
    void end() {
        if (!state.compareAndSet(BUSY, IDLE)) {
            throw new AbandonedCall(call);
        }
        if (known) {
            longest = Math.max(longest, System.nanoTime() - began);
        }
    }

    /** Longest of the calls that were known, in seconds; 0 before. */
    double longestSeconds() {
        return longest * 1e-9;
    }

    /** Another backend: what was usual is no more. */
    void forget() {
        longest = 0;
    }

    /** The backend that is called. */
    Provider called() {
        return called;
    }

    /** Calls are to this backend from now on. */
    void to(Provider backend) {
        called = backend;
    }

    /** The call that goes on. */
    String call() {
        return call;
    }

    /** What a call may take now, in seconds. */
    double allowedSeconds() {
        double timeout = timeoutNanos * 1e-9;
        return known && longest > 0 ? Math.min(timeout, Math.max(LEAST_SECONDS, TIMES * longest * 1e-9)) : timeout;
    }

    /** How often to look, in milliseconds. */
    long pollMillis() {
        return Math.max(10, Math.min(500, timeoutNanos / 8_000_000));
    }

    /** Abandons the call that goes on if it has taken too long. To be asked every {@link #pollMillis}, by one thread. */
    boolean abandonIfOver() {
        long now = System.nanoTime();
        long start = began;
        if (start != watched) {
            watched = start;
            looked = start;
            stopped = 0;
        }
        long since = now - looked;
        looked = now;
        if (since > STOPPED * pollMillis() * 1_000_000) {
            stopped += since;
        }
        return state.get() == BUSY
                && now - start - stopped > allowedSeconds() * 1e9
                && state.compareAndSet(BUSY, ABANDONED);
    }
}
