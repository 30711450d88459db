package org.neocog.run;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hold of a run on a backend. A bundle that stops calls the lease back and waits, within a bound, until the run has come to a step boundary
 * and let go. Threading: safe for all threads.
 */
final class Lease implements AutoCloseable {
    private final Backends.Installed backend;
    private final double quiesceSeconds;
    private final Runnable onRelease;
    private volatile boolean revoked;
    private volatile @Nullable Thread holder;
    private boolean released;

    /** @param onRelease told when it is let go */
    Lease(Backends.Installed backend, double quiesceSeconds, Runnable onRelease) {
        this.backend = backend;
        this.quiesceSeconds = quiesceSeconds;
        this.onRelease = onRelease;
    }

    Backends.Installed backend() {
        return backend;
    }

    /** Whether the backend wants to leave. */
    boolean isRevoked() {
        return revoked;
    }

    /** Tells which thread will let go: it does not wait for itself. */
    void heldBy(Thread thread) {
        holder = thread;
    }

    void revoke() {
        revoked = true;
    }

    /** Waits until the run lets go. @return false if it did not within the bound */
    boolean awaitReleased() {
        if (Thread.currentThread() == holder) {
            return false;
        }
        long end = System.nanoTime() + (long) (quiesceSeconds * 1e9);
        boolean interrupted = false;
        synchronized (this) {
            while (!released) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                    break;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return released;
        }
    }

    /** Lets go. Doing so twice does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            released = true;
            notifyAll();
        }
        onRelease.run();
    }
}
