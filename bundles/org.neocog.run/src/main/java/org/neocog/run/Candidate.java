package org.neocog.run;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.Program;

/**
 * A backend that may take over: compiled in a thread of its own beside the one that works, then proved on a step that that one has done. Threading:
 * made and asked by one thread, which is not kept waiting.
 */
final class Candidate implements AutoCloseable {
    private final Provider provider;
    private final Program program;
    private final RunSettings settings;
    private final Backends backends;
    private final long began = System.nanoTime();

    private @Nullable StepRecord record;
    private boolean recordGiven;
    private boolean unproved;
    private @Nullable Engagement engagement;
    private @Nullable Proof proof;
    private @Nullable Throwable failure;
    private QuarantineReport.@Nullable WrongOp wrongOp;
    private double proofSeconds;
    private boolean compiled;
    private boolean done;
    private boolean left;

    Candidate(Provider provider, Program program, RunSettings settings, Backends backends) {
        this.provider = provider;
        this.program = program;
        this.settings = settings;
        this.backends = backends;
    }

    Provider provider() {
        return provider;
    }

    /** Begins in the background. */
    Candidate start() {
        Thread thread = new Thread(this::work, "neocog-swap-" + provider.name());
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void work() {
        Engagement made = null;
        StepRecord given = null;
        try {
            made = Engagement.of(provider, program, settings, backends);
            synchronized (this) {
                compiled = true;
                notifyAll();
            }
            given = awaitRecord();
            if (given != null) {
                prove(made, given);
            }
        } catch (InterruptedException e) {
            fail(e);
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // whatever a backend throws is its refusal
            fail(e);
        } finally {
            finish(made, given);
        }
    }

    private void prove(Engagement made, StepRecord given) {
        long start = System.nanoTime();
        Proof result = Proof.of(given, made.executable(), program, settings, made.allocator());
        QuarantineReport.WrongOp op = result.accepted() || Double.isNaN(result.lossBefore())
                ? null
                : WrongOpSearch.find(given, program, settings, made.provider(), backends);
        synchronized (this) {
            proof = result;
            wrongOp = op;
            proofSeconds = (System.nanoTime() - start) * 1e-9;
        }
    }

    private synchronized void fail(Throwable thrown) {
        failure = thrown;
    }

    private @Nullable StepRecord awaitRecord() throws InterruptedException {
        synchronized (this) {
            while (!recordGiven && !unproved && !left) {
                wait();
            }
            StepRecord given = record;
            record = null;
            return given;
        }
    }

    private void finish(@Nullable Engagement made, @Nullable StepRecord given) {
        if (given != null) {
            given.close();
        }
        boolean drop;
        synchronized (this) {
            done = true;
            drop = left || failure != null || proof != null && !proof.accepted();
            engagement = drop ? null : made;
            notifyAll();
        }
        if (drop && made != null) {
            closeQuietly(made);
        }
    }

    private static void closeQuietly(Engagement made) {
        try {
            made.close();
        } catch (RuntimeException e) {
            System.getLogger(Candidate.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "a backend that was not taken must give its memory back, but fails",
                            e);
        }
    }

    /** Whether it waits for a step to be proved on. */
    synchronized boolean wantsRecord() {
        return compiled && !recordGiven && !unproved && !done;
    }

    /** Gives the step to be proved on, and the record with it. */
    synchronized void prove(StepRecord step) {
        if (done || left) {
            step.close();
            return;
        }
        record = step;
        recordGiven = true;
        notifyAll();
    }

    /** Says that there is no step to be proved on. */
    synchronized void goUnproved() {
        unproved = true;
        notifyAll();
    }

    /** Whether it can be taken, or has failed. */
    synchronized boolean isDone() {
        return done;
    }

    /** Waits for its end. @return false if it did not come within the time */
    synchronized boolean awaitDone(long millis) throws InterruptedException {
        if (!done) {
            wait(millis);
        }
        return done;
    }

    /** Whether it has taken longer than the config allows. */
    boolean isOverdue() {
        return !isDone() && seconds() > settings.swap().timeout();
    }

    private double seconds() {
        return (System.nanoTime() - began) * 1e-9;
    }

    /** What it was found guilty of; null if nothing. Once it is done, or overdue. */
    synchronized @Nullable QuarantineReport report() {
        if (failure != null) {
            return QuarantineReport.threw(provider, "when it was " + (compiled ? "proved" : "compiled"), failure);
        }
        if (!done) {
            return new QuarantineReport(
                    provider.name(),
                    QuarantineReport.Kind.HUNG,
                    "must be " + (compiled ? "proved" : "compiled") + " within swap.timeout="
                            + settings.swap().timeout() + " s, but is not. Raise it if the backend is but slow",
                    null);
        }
        Proof result = proof;
        return result == null || result.accepted()
                ? null
                : new QuarantineReport(
                        provider.name(),
                        result.isOfNotFinite() ? QuarantineReport.Kind.NOT_FINITE : QuarantineReport.Kind.WRONG,
                        result.reason(),
                        wrongOp);
    }

    /** Why it threw, or null. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    synchronized @Nullable Proof proof() {
        return proof;
    }

    synchronized double proofSeconds() {
        return proofSeconds;
    }

    /** The backend, compiled and proved; the caller's from now on. */
    synchronized Engagement take() {
        Engagement taken = Objects.requireNonNull(engagement, "done, and not refused");
        engagement = null;
        return taken;
    }

    /** Lets it go; a thread that is in the backend gives everything back as soon as it comes out. */
    @Override
    public void close() {
        Engagement held;
        StepRecord given;
        synchronized (this) {
            left = true;
            held = engagement;
            given = record;
            engagement = null;
            record = null;
            notifyAll();
        }
        if (given != null) {
            given.close();
        }
        if (held != null) {
            held.close();
        }
    }
}
