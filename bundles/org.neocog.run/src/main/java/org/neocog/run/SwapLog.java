package org.neocog.run;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;

/** Tells of swaps: events in the run folder, states, and who was set aside. Writes what takes time in the background. */
final class SwapLog implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SwapLog.class.getName());

    private final RunFolder folder;
    private final Backends backends;
    private final RunListener listener;
    private final StateChange states;
    /** {@linkplain Backends.Installed#key Keys} of backends that this run does without: they refused its program. */
    private final Set<String> refused;

    private @Nullable Thread writer;

    /** Told each state. */
    @FunctionalInterface
    interface StateChange {
        void to(RunState state, String reason, long step) throws IOException;
    }

    SwapLog(RunContext context) {
        this.folder = context.folder();
        this.backends = context.backends();
        this.listener = context.listener();
        this.states = context.states();
        this.refused = context.refused();
    }

    /**
     * A swap that was done.
     *
     * @param cause {@code arrived}, {@code asked}, {@code updated}, {@code restarted} or {@code removed}
     * @param from the backend before, with its bundle as it was
     * @param old what is left of it; null if it has gone already
     * @param stillSeconds how long no step was done
     * @param proof what it was proved by; empty text in {@code unproved} if it was
     */
    record Change(
            String cause,
            Provider from,
            Map<String, Object> fromOrigin,
            @Nullable Engagement old,
            Engagement fresh,
            @Nullable Proof proof,
            double proofSeconds,
            String unproved,
            double stillSeconds) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("cause", cause);
            map.put("from", side(from, fromOrigin));
            map.put("to", side(fresh.provider(), fresh.origin()));
            map.put("proof", proof == null ? Map.of("accepted", false, "reason", unproved) : proof.toMap());
            Map<String, Object> seconds = new LinkedHashMap<>();
            seconds.put("standStill", stillSeconds);
            seconds.put("compile", fresh.compileSeconds());
            seconds.put("prove", proofSeconds);
            map.put("seconds", seconds);
            return map;
        }

        private static Map<String, Object> side(Provider provider, Map<String, Object> origin) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("backend", provider.name());
            map.putAll(origin);
            return map;
        }
    }

    void state(RunState state, String reason, long step) throws IOException {
        states.to(state, reason, step);
    }

    /** Whether the run has not done without this one before. */
    boolean isNotRefused(Backends.Installed entry) {
        return !refused.contains(entry.key());
    }

    void offer(Backends.Installed better, long step) throws IOException {
        folder.event("swap-offer", step, Map.of("backend", better.name(), "bundle", better.bundle()));
        listener.warned("Backend \"" + better.name() + "\" is there, and preferred to the one that works. Take it by:"
                + " neocog swap " + folder.path().getFileName() + " --backend " + better.name());
    }

    /** The step after a checkpoint was done again, as a backend that failed had done it. */
    void proved(double expected, double actual, double difference, long step) throws IOException {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("accepted", true);
        details.put("lossBefore", expected);
        details.put("lossAfter", actual);
        details.put("difference", difference);
        folder.event("proof", step, details);
    }

    /** Sets a backend aside: for this run alone if it may be fit for other programs. */
    void refused(Provider provider, QuarantineReport report, long step) throws IOException {
        boolean hereAlone = report.kind() == QuarantineReport.Kind.REFUSED;
        refused.add(provider.installed().key());
        if (!hereAlone) {
            backends.quarantine(provider.installed(), report);
        }
        Map<String, Object> details = new LinkedHashMap<>(report.toMap());
        details.putAll(provider.installed().origin().toMap());
        details.put("scope", hereAlone ? "run" : "all");
        folder.event("quarantine", step, details);
        listener.warned("Set aside: " + report + ".");
    }

    /**
     * Writes the event of a swap, with the digest of the state on both sides, and closes what is left of the old backend; in the background.
     *
     * @param state the variables that were handed over; owned from now on
     * @param back what the new backend gave back of them; owned from now on
     * @param done told when the event is written
     */
    void swapped(Change change, Snapshot state, Snapshot back, long step, Consumer<SwapReport> done) {
        close(); // a backend that is closed here may lend the state that the writer before reads
        Thread next = new Thread(() -> write(change, state, back, step, done), "neocog-swap-log");
        next.setDaemon(true);
        next.start();
        writer = next;
    }

    private void write(Change change, Snapshot state, Snapshot back, long step, Consumer<SwapReport> done) {
        Map<String, Object> details = change.toMap();
        try (state;
                back) {
            Map<String, Object> digests = new LinkedHashMap<>();
            digests.put("before", StateCopies.digest(state));
            digests.put("after", StateCopies.digest(back));
            details.put("state", digests);
        }
        try {
            folder.event("swap", step, details);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "run folder " + folder.path() + ": the event of a swap was not written", e);
        }
        if (change.old() != null) {
            closeOld(change.old());
        }
        LOG.log(
                Level.INFO,
                "{0}: backend \"{1}\" has taken over from \"{2}\" after step {3}",
                folder.path(),
                change.fresh().provider().name(),
                change.from().name(),
                step);
        done.accept(new SwapReport(
                step, change.from().name(), change.fresh().provider().name(), details));
    }

    /** Closes a backend that works no more; what it does wrong then harms nobody. */
    static void closeOld(Engagement old) {
        try {
            old.close();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "backend \"" + old.provider().name()
                            + "\" must give back what it holds when it is closed, but fails",
                    e);
        }
    }

    /** Waits until all is written. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (writer != null && writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
