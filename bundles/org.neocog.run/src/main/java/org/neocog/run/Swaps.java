package org.neocog.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.experiment.SwapSection;
import org.neocog.experiment.SwapSection.Policy;
import org.neocog.graph.Program;

/**
 * Replaces the backend of a training at its step boundaries: when one that is preferred arrives, when people ask for one, and when the one that
 * works leaves. The new one is compiled and proved in the background while the old one goes on; the training stands still for the hand-over
 * alone. If the old one leaves, the training waits, with its state in memory and on disk. Threading: the training's thread.
 */
final class Swaps implements AutoCloseable {
    private final Program program;
    private final RunSettings settings;
    private final SwapSection section;
    private final Backends backends;
    private final RunControl control;
    private final ServiceChanges changes;
    private final HeldData data;
    private final LiveExecutable live;
    private final SwapLog log;
    private final Rest rest;
    private long seen;
    private @Nullable Candidate candidate;
    private @Nullable StepRecord recorded;
    private String cause = "";
    private RunControl.@Nullable Request request;
    private long offered = -1;
    private long expectedStep = -1;
    private double expectedLoss;

    /** Keeps a training's state on disk while it has no backend. */
    @FunctionalInterface
    interface Rest {
        void save() throws IOException;
    }

    Swaps(Resolution resolution, RunContext context, LiveExecutable live, SwapLog log, Rest rest) {
        this.program = resolution.program();
        this.settings = resolution.settings();
        this.section = settings.swap();
        this.backends = context.backends();
        this.control = context.control();
        this.changes = context.changes();
        this.data = context.data();
        this.live = live;
        this.log = log;
        this.rest = rest;
        this.seen = -1; // what came before the first step is looked at, too
    }

    /**
     * Does what is due between two steps, or two batches of an evaluation. Costs a few reads when nothing is.
     *
     * @param step steps done
     * @param isBeforeStep whether a step comes next
     */
    void boundary(long step, boolean isBeforeStep) throws IOException {
        if (control.isPaused()) {
            pause(step);
        }
        if (live.engaged().isRevoked()) {
            leave(step, isBeforeStep);
        } else if (candidate != null) {
            follow(step);
        } else if (backends.version() != seen || control.isAskedToSwap()) {
            look(step);
        }
    }

    private void pause(long step) throws IOException {
        rest.save();
        log.state(RunState.PAUSED, "", step);
        while (control.isPaused()
                && !control.isCancelled()
                && !control.isToChange()
                && !data.isToRelease()
                && !live.engaged().isRevoked()) {
            long version = changes.version();
            await(version);
        }
        log.state(RunState.RUNNING, "", step);
    }

    private void await(long version) {
        try {
            changes.awaitAfter(version, control::isCancelled);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            control.cancel();
        }
    }

    // ---- another one comes

    private void look(long step) throws IOException {
        seen = backends.version();
        RunControl.Request asked = control.take();
        if (asked != null) {
            take(asked, step);
            return;
        }
        if (section.policy() == Policy.PIN) {
            return;
        }
        Backends.Installed best = choose(control.prefer(), any -> true).orElse(null);
        Backends.Installed now = live.provider().installed();
        if (best == null || best.serviceId() == now.serviceId() && best.backend() == now.backend()) {
            return;
        }
        if (section.policy() == Policy.ASK) {
            if (best.serviceId() != offered) {
                offered = best.serviceId();
                log.offer(best, step);
            }
            return;
        }
        begin(best, best.name().equals(now.name()) ? "updated" : "arrived");
    }

    private Optional<Backends.Installed> choose(List<String> names, Predicate<Backends.Installed> usable) {
        return backends.choose(
                names,
                settings.train().precision(),
                usable.and(log::isNotRefused).and(Backends.meeting(settings.require())));
    }

    private void take(RunControl.Request asked, long step) {
        if (section.policy() == Policy.PIN) {
            asked.refuse(
                    "swap: the run must not pin its backend, but swap.policy=pin. Change it in the config, and resume.");
            return;
        }
        Optional<Backends.Installed> found = choose(List.of(asked.backend()), any -> true);
        if (found.isEmpty()) {
            asked.refuse("swap: backend: "
                    + backends.noneMatches(
                            List.of(asked.backend()), settings.train().precision()));
        } else if (found.get().backend() == live.provider().installed().backend()) {
            control.prefer(asked.backend());
            asked.answer()
                    .complete(new SwapReport(
                            step, live.provider().name(), live.provider().name(), java.util.Map.of()));
        } else {
            request = asked;
            begin(found.get(), "asked");
        }
    }

    private void begin(Backends.Installed target, String why) {
        cause = why;
        candidate = new Candidate(Provider.of(target, backends), program, settings, backends).start();
    }

    private void follow(long step) throws IOException {
        Candidate next = candidate;
        if (next == null || !next.isDone() && !next.isOverdue()) {
            return;
        }
        QuarantineReport report = next.report();
        try {
            if (report != null) {
                refuse(next, report, step);
            } else {
                handOver(next, step);
            }
        } finally {
            dropCandidate();
        }
    }

    /** Sets the new one aside; the old one, whose state was not touched, goes on. */
    private void refuse(Candidate next, QuarantineReport report, long step) throws IOException {
        next.close();
        boolean vanished = next.failure() instanceof MissingServiceException;
        if (!vanished) {
            log.refused(next.provider(), report, step);
        }
        seen = -1; // look again
        answer(asked -> asked.refuse(
                "swap: " + report + ". The run goes on on \"" + live.provider().name() + "\"."));
    }

    private void answer(Consumer<RunControl.Request> how) {
        RunControl.Request asked = request;
        request = null;
        if (asked != null) {
            how.accept(asked);
        }
    }

    private void handOver(Candidate next, long step) throws IOException {
        log.state(RunState.SWAPPING, "to backend \"" + next.provider().name() + "\"", step);
        long start = System.nanoTime();
        Snapshot state = live.snapshot();
        Engagement fresh = next.take();
        Snapshot back = null;
        boolean taken = false;
        try {
            back = live.tryOn(fresh, state);
            String different = StateCopies.difference(state, back);
            if (different.isEmpty()) {
                Provider from = live.provider();
                Engagement old = live.replace(fresh);
                taken = true;
                swapped(change(next, from, java.util.Objects.requireNonNull(old), fresh, start), state, back, step);
            } else {
                refuse(next, forgetful(next.provider(), different), step);
            }
        } catch (ProviderFailure e) {
            if (e.provider() != next.provider()) {
                throw e;
            }
            refuse(next, e.report(), step);
        } finally {
            if (!taken) {
                state.close();
                if (back != null) {
                    back.close();
                }
                SwapLog.closeOld(fresh);
            }
        }
        log.state(RunState.RUNNING, "", step);
    }

    private SwapLog.Change change(Candidate next, Provider from, Engagement old, Engagement fresh, long start) {
        return new SwapLog.Change(
                cause,
                from,
                old.origin(),
                old,
                fresh,
                next.proof(),
                next.proofSeconds(),
                "",
                (System.nanoTime() - start) * 1e-9);
    }

    static QuarantineReport forgetful(Provider provider, String variable) {
        return new QuarantineReport(
                provider.name(),
                QuarantineReport.Kind.FORGETFUL,
                "must give back the variables that are put into it, bit for bit, but " + variable + " is another",
                null);
    }

    /** The new one works: tells it, and whoever asked for it. */
    void swapped(SwapLog.Change change, Snapshot state, Snapshot back, long step) {
        seen = -1; // others may have come meanwhile
        RunControl.Request asked = request;
        request = null;
        if (asked != null) {
            control.prefer(asked.backend());
        }
        log.swapped(change, state, back, step, report -> {
            if (asked != null) {
                asked.answer().complete(report);
            }
        });
    }

    // ---- a step to prove on

    /** Whether the step that comes now is to be recorded. */
    boolean wantsRecord() {
        Candidate waiting = candidate;
        return waiting != null && waiting.wantsRecord() || live.engaged().isRevoked();
    }

    /** Takes over a step that was recorded. */
    void recorded(StepRecord record) {
        Candidate waiting = candidate;
        if (waiting != null && waiting.wantsRecord() && !live.engaged().isRevoked()) {
            waiting.prove(record);
        } else {
            dropRecord();
            recorded = record;
        }
    }

    /** The loss of a step as a backend that failed had it; NaN for nothing. */
    void expect(long step, double loss) {
        expectedStep = Double.isNaN(loss) ? -1 : step;
        expectedLoss = loss;
    }

    private void compareWithRecord(long step, double loss) throws IOException {
        expectedStep = -1;
        double tolerance = Proof.LOSS_SHARE
                * section.tolerance().orElse(Proof.tolerance(settings.train().precision()));
        double difference = Math.abs(loss - expectedLoss) / Math.max(Math.abs(expectedLoss), Double.MIN_NORMAL);
        if (difference <= tolerance) {
            log.proved(expectedLoss, loss, difference, step + 1);
            return;
        }
        QuarantineReport report = new QuarantineReport(
                live.provider().name(),
                Double.isFinite(loss) ? QuarantineReport.Kind.WRONG : QuarantineReport.Kind.NOT_FINITE,
                "must do the step after the checkpoint as it was done before, but loss=" + loss + ", expected "
                        + expectedLoss,
                null);
        throw new ProviderFailure(live.provider(), report, new RunException(report.toString() + "."));
    }

    /** A step is done. @param step steps done before it */
    void afterStep(long step, double loss) throws IOException {
        if (step == expectedStep) {
            compareWithRecord(step, loss);
        }
    }

    private void dropRecord() {
        if (recorded != null) {
            recorded.close();
            recorded = null;
        }
    }

    // ---- the one that works leaves

    private void leave(long step, boolean isBeforeStep) throws IOException {
        boolean fits = 3 * live.longestCall() < section.quiesce();
        if (isBeforeStep && recorded == null && fits) {
            return; // one more step on it, to prove the next one on
        }
        new Departure(this, step).go();
    }

    /** What a departure works with. */
    Candidate candidateFor(Backends.Installed target) {
        return new Candidate(Provider.of(target, backends), program, settings, backends).start();
    }

    LiveExecutable live() {
        return live;
    }

    SwapLog log() {
        return log;
    }

    SwapSection section() {
        return section;
    }

    RunControl control() {
        return control;
    }

    ServiceChanges changes() {
        return changes;
    }

    void saveState() throws IOException {
        rest.save();
    }

    /** Gives up what is being prepared: the one that works has left. */
    void dropCandidate() {
        Candidate next = candidate;
        candidate = null;
        if (next != null) {
            next.close();
        }
    }

    /** The step recorded last on the one that left, the caller's from now on; null if there is none. */
    @Nullable
    StepRecord takeRecord() {
        StepRecord taken = recorded;
        recorded = null;
        return taken;
    }

    /** Whom to take when the one that worked has left. */
    Optional<Backends.Installed> successor(Provider old, boolean onlySame) {
        RunControl.Request asked = control.take();
        if (asked != null) {
            control.prefer(asked.backend());
            answer(earlier -> earlier.refuse("swap: another backend was asked for meanwhile."));
            request = asked;
        }
        boolean wanted = request != null;
        return choose(
                control.prefer(), entry -> wanted || !onlySame || entry.name().equals(old.name()));
    }

    String missing() {
        return "backend: "
                + backends.noneMatches(control.prefer(), settings.train().precision());
    }

    void refused(Candidate next, QuarantineReport report, long step) throws IOException {
        refuse(next, report, step);
    }

    @Override
    public void close() {
        dropCandidate();
        dropRecord();
        answer(asked -> asked.refuse("swap: the run has ended."));
    }
}
