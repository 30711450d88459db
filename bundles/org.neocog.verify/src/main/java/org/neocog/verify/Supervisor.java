package org.neocog.verify;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the checks of one verification in worker processes: a new one goes on behind the check that the last one died of, or did not end. Threading:
 * one thread.
 */
final class Supervisor {
    private static final Logger LOG = System.getLogger(Supervisor.class.getName());
    private static final long POLL_MILLIS = 20;
    /** After so many checks of one heading that crashed or hung, the others are left out: each costs a start of the process. */
    private static final int MOST_DEATHS_EACH = 3;

    private static final int MOST_DEATHS = 30;
    /** A process has at least this long to start, however short checks are. */
    private static final Duration LEAST_START = Duration.ofSeconds(60);

    /** Starts worker processes. */
    @FunctionalInterface
    interface Launcher {
        /** @param number of the process, from 1 on */
        Process start(Job job, int number) throws IOException;
    }

    /** How one worker process ended. @param running number of the check that it died in, or did not end; -1 for none */
    private record End(int running, boolean hung, int exitCode, boolean done) {}

    private final Launcher launcher;
    private final VerificationRequest request;
    private final Consumer<ItemResult> listener;
    private final Map<Integer, ItemResult> results = new HashMap<>();
    private final Map<String, Integer> deaths = new HashMap<>();
    private List<Item> plan = List.of();
    private final List<ItemResult> endings = new ArrayList<>();
    private int workers;

    Supervisor(Launcher launcher, VerificationRequest request, Consumer<ItemResult> listener) {
        this.launcher = launcher;
        this.request = request;
        this.listener = listener;
    }

    /**
     * Runs all checks.
     *
     * @return a result for each
     * @throws VerificationException if there is nothing to verify
     */
    List<ItemResult> run() throws IOException, InterruptedException {
        int from = 0;
        boolean done = false;
        while (!done) {
            End end = work(from);
            if (plan.isEmpty()) {
                return List.of(loading(end));
            }
            done = end.done();
            if (!done) {
                from = goOn(end, from);
                done = from >= plan.size();
            }
        }
        List<ItemResult> all = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            ItemResult result = results.get(i);
            all.add(result != null ? result : skipped(i));
        }
        all.addAll(endings);
        return all;
    }

    private ItemResult skipped(int number) {
        return new ItemResult(
                plan.get(number), Status.SKIPPED, 0, "not run: others of its kind crashed or hung before.", 0);
    }

    /** Where the next process begins. */
    private int goOn(End end, int from) {
        if (end.running() < 0) {
            // It died between two checks: what it had begun is known, and the next one is to blame.
            int next = from;
            while (next < plan.size() && (results.containsKey(next) || skip().contains(next))) {
                next++;
            }
            if (next < plan.size()) {
                died(next, end);
            }
            return next + 1;
        }
        died(end.running(), end);
        return end.running() + 1;
    }

    private void died(int number, End end) {
        Item item = plan.get(number);
        String message = end.hung()
                ? "did not end within " + request.caseTime().toSeconds() + " s."
                : "the process died with exit code " + end.exitCode() + "; worker-" + workers + ".log tells more.";
        put(number, new ItemResult(item, end.hung() ? Status.HUNG : Status.CRASHED, 0, message, 0));
        deaths.merge(item.heading(), 1, Integer::sum);
    }

    private void put(int number, ItemResult result) {
        results.put(number, result);
        listener.accept(result);
    }

    private List<Integer> skip() {
        int all = deaths.values().stream().mapToInt(Integer::intValue).sum();
        List<Integer> skip = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            boolean often = deaths.getOrDefault(plan.get(i).heading(), 0) >= MOST_DEATHS_EACH;
            if (!results.containsKey(i) && (often || all >= MOST_DEATHS)) {
                skip.add(i);
            }
        }
        return skip;
    }

    /** The bundle, or its library, does not let the process live until the checks are known. */
    private ItemResult loading(End end) {
        Item item = new Item(request.subject(), "loading", "the bundle starts, and registers its services", "");
        String message = end.hung()
                ? "did not start within " + startTime().toSeconds() + " s."
                : "the process died with exit code " + end.exitCode() + " while the bundle started; worker-" + workers
                        + ".log tells more.";
        ItemResult result = new ItemResult(item, end.hung() ? Status.HUNG : Status.CRASHED, 0, message, 0);
        listener.accept(result);
        return result;
    }

    private End work(int from) throws IOException, InterruptedException {
        workers++;
        Path journal = request.folder().resolve("journal-" + workers + ".jsonl");
        Job job = new Job(
                request.bundle().map(Path::toString).orElse(null),
                request.backend().orElse(null),
                journal.toString(),
                request.folder().resolve("training-" + workers).toString(),
                from,
                skip());
        Process process = launcher.start(job, workers);
        Thread killer = new Thread(process::destroyForcibly, "neocog-verify-end");
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            End end = watch(process, new Journal.Reader(journal));
            if (end.done()) {
                end(process);
            }
            return end;
        } finally {
            process.destroyForcibly();
            try {
                Runtime.getRuntime().removeShutdownHook(killer);
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "the process ends anyway", e);
            }
        }
    }

    /** A process that has done its checks still has to stop the bundle. */
    private void end(Process process) throws InterruptedException {
        Status status = Status.PASSED;
        String message = "";
        if (!process.waitFor(request.caseTime().toMillis(), TimeUnit.MILLISECONDS)) {
            status = Status.HUNG;
            message = "did not stop within " + request.caseTime().toSeconds() + " s.";
        } else if (process.exitValue() != 0) {
            status = Status.CRASHED;
            message = "the process died with exit code " + process.exitValue() + " while the bundle stopped; worker-"
                    + workers + ".log tells more.";
        }
        for (String service :
                new LinkedHashSet<>(plan.stream().map(Item::service).toList())) {
            Item item = new Item(service, "unloading", "the bundle stops, and the process ends", "");
            ItemResult result = new ItemResult(item, status, 0, message, 0);
            endings.add(result);
            listener.accept(result);
        }
    }

    private End watch(Process process, Journal.Reader reader) throws IOException, InterruptedException {
        int running = -1;
        boolean done = false;
        boolean begun = false;
        long last = System.nanoTime();
        while (true) {
            boolean alive = process.isAlive();
            for (Entry entry : reader.poll()) {
                last = System.nanoTime();
                running = take(entry, running);
                done |= entry.kind() == Entry.Kind.DONE;
                begun |= entry.kind() == Entry.Kind.BEGIN;
            }
            if (done) {
                return new End(-1, false, 0, true);
            }
            if (!alive) {
                return new End(running, false, process.exitValue(), false);
            }
            Duration quiet = Duration.ofNanos(System.nanoTime() - last);
            if (quiet.compareTo(begun ? request.caseTime() : startTime()) > 0) {
                process.destroyForcibly().waitFor();
                return new End(running, true, -1, false);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Duration startTime() {
        return request.caseTime().compareTo(LEAST_START) > 0 ? request.caseTime() : LEAST_START;
    }

    /** The check that runs after it; -1 for none. */
    private int take(Entry entry, int running) {
        List<Item> told = entry.plan();
        ItemResult result = entry.result();
        return switch (entry.kind()) {
            case PLAN -> {
                plan = told == null ? List.of() : told;
                yield -1;
            }
            case BEGIN -> entry.number();
            case END -> {
                put(entry.number(), required(result));
                yield -1;
            }
            case REFUSED -> throw new VerificationException(String.valueOf(entry.message()));
            case ALIVE, DONE -> running;
        };
    }

    private static ItemResult required(@Nullable ItemResult result) {
        if (result == null) {
            throw new IllegalStateException("a check that ended has a result");
        }
        return result;
    }
}
