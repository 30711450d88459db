package org.neocog.run;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.experiment.SwapSection.Policy;

/**
 * The backend that works leaves: its state is taken over, its bundle is let go, and the training waits for a successor. For {@code swap.grace}
 * that is only the same backend, as an update brings it; then any that the config prefers, if the policy is auto.
 */
final class Departure {
    private static final long POLL_MILLIS = 50;

    private final Swaps swaps;
    private final LiveExecutable live;
    private final long step;
    private final long began = System.nanoTime();
    private final Provider old;
    private final Map<String, Object> oldOrigin;
    private String waitingFor = "";

    Departure(Swaps swaps, long step) {
        this.swaps = swaps;
        this.live = swaps.live();
        this.step = step;
        this.old = live.provider();
        this.oldOrigin = live.engaged().origin();
    }

    /** Comes back with a successor at work, or when the run is cancelled; then the state is held still. */
    void go() throws IOException {
        swaps.log().state(RunState.SWAPPING, "backend \"" + old.name() + "\" leaves", step);
        swaps.dropCandidate();
        Engagement leaving = live.detach();
        swaps.log().close(); // what is still written may read its memory
        SwapLog.closeOld(leaving);
        swaps.saveState();
        StepRecord record = swaps.takeRecord();
        try {
            while (!live.isEngaged() && !swaps.control().isCancelled()) {
                long version = swaps.changes().version();
                Optional<Backends.Installed> next = swaps.successor(old, isForTheSameAlone());
                if (next.isPresent()) {
                    tryOut(next.get(), record);
                } else {
                    await(version);
                }
            }
        } finally {
            if (record != null) {
                record.close();
            }
        }
        if (live.isEngaged()) {
            swaps.log().state(RunState.RUNNING, "", step);
        }
    }

    private boolean isForTheSameAlone() {
        return isInGrace() || swaps.section().policy() != Policy.AUTO;
    }

    private boolean isInGrace() {
        return seconds() < swaps.section().grace();
    }

    private double seconds() {
        return (System.nanoTime() - began) * 1e-9;
    }

    private void await(long version) throws IOException {
        String reason = isForTheSameAlone()
                ? "backend \"" + old.name() + "\" has left. Start or install a bundle that offers it"
                        + (isInGrace() ? "" : ", or take another by: neocog swap")
                : swaps.missing();
        if (!reason.equals(waitingFor)) {
            swaps.log().state(RunState.WAITING, reason, step);
            waitingFor = reason;
        }
        try {
            swaps.changes().awaitAfter(version, swaps.control()::isCancelled);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            swaps.control().cancel();
        }
    }

    private void tryOut(Backends.Installed target, @Nullable StepRecord record) throws IOException {
        if (!waitingFor.isEmpty()) {
            swaps.log().state(RunState.SWAPPING, "to backend \"" + target.name() + "\"", step);
            waitingFor = "";
        }
        Candidate next = swaps.candidateFor(target);
        boolean taken = false;
        try {
            if (record == null) {
                next.goUnproved();
            } else {
                next.prove(record.shared());
            }
            boolean done = false;
            while (!done && !next.isOverdue() && !swaps.control().isCancelled()) {
                done = next.awaitDone(POLL_MILLIS);
            }
            if (swaps.control().isCancelled()) {
                return;
            }
            QuarantineReport report = next.report();
            if (report != null) {
                swaps.refused(next, report, step);
                return;
            }
            taken = take(next, record != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            swaps.control().cancel();
        } finally {
            if (!taken) {
                next.close();
            }
        }
    }

    private boolean take(Candidate next, boolean proved) throws IOException {
        Engagement fresh = next.take();
        Snapshot state = live.snapshot();
        Snapshot back = null;
        boolean taken = false;
        try {
            back = live.tryOn(fresh, state);
            String different = StateCopies.difference(state, back);
            if (!different.isEmpty()) {
                swaps.refused(next, Swaps.forgetful(next.provider(), different), step);
                return false;
            }
            live.replace(fresh);
            taken = true;
        } catch (ProviderFailure e) {
            swaps.refused(next, e.report(), step);
            return false;
        } finally {
            if (!taken) {
                state.close();
                if (back != null) {
                    back.close();
                }
                SwapLog.closeOld(fresh);
            }
        }
        SwapLog.Change change = new SwapLog.Change(
                cause(fresh.provider().installed()),
                old,
                oldOrigin,
                null,
                fresh,
                next.proof(),
                next.proofSeconds(),
                proved ? "" : "the backend left without a step that could be recorded",
                seconds());
        swaps.swapped(change, state, back, step);
        return true;
    }

    private String cause(Backends.Installed now) {
        Backends.Installed before = old.installed();
        if (!now.name().equals(before.name())) {
            return "removed";
        }
        return now.origin().revision().equals(before.origin().revision()) ? "restarted" : "updated";
    }
}
