package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;

/** What people ask of a run while it goes on. Threading: safe for all threads. */
final class RunControl {
    private final ServiceChanges changes;
    private volatile List<String> prefer = List.of();
    private volatile boolean cancelled;
    private volatile boolean paused;
    private volatile @Nullable Request request;
    private volatile @Nullable Experiment change;

    /** @param changes woken when something is asked */
    RunControl(ServiceChanges changes) {
        this.changes = changes;
    }

    /**
     * A backend that was asked for.
     *
     * @param answer completed when it works, or has been refused
     */
    record Request(String backend, CompletableFuture<SwapReport> answer) {
        void refuse(String reason) {
            answer.completeExceptionally(new RunException(reason));
        }
    }

    void cancel() {
        cancelled = true;
        changes.wake();
    }

    boolean isCancelled() {
        return cancelled;
    }

    void pause(boolean rest) {
        paused = rest;
        changes.wake();
    }

    boolean isPaused() {
        return paused;
    }

    /** Asks for a backend; a request that was not taken up yet is refused. */
    CompletableFuture<SwapReport> swap(String backend) {
        Request made = new Request(backend, new CompletableFuture<>());
        Request before;
        synchronized (this) {
            before = request;
            request = made;
        }
        if (before != null) {
            before.refuse("swap: another backend, \"" + backend + "\", was asked for meanwhile.");
        }
        changes.wake();
        return made.answer();
    }

    /** Whether a backend was asked for and nobody has taken it up. */
    boolean isAskedToSwap() {
        return request != null;
    }

    /** What was asked for, once. */
    synchronized @Nullable Request take() {
        Request taken = request;
        request = null;
        return taken;
    }

    /** Asks for another config; one that was asked for before is dropped. */
    void change(Experiment next) {
        change = next;
        changes.wake();
    }

    /** Whether another config was asked for. */
    boolean isToChange() {
        return change != null;
    }

    /** The config that was asked for, once. */
    synchronized @Nullable Experiment takeChange() {
        Experiment taken = change;
        change = null;
        return taken;
    }

    /** The run has ended: nothing that is asked will be done. */
    void end(String why) {
        Request open = take();
        if (open != null) {
            open.refuse(why);
        }
    }

    /** Names of backends, the best one first. */
    List<String> prefer() {
        return prefer;
    }

    /** Puts a backend before all others from now on. */
    synchronized void prefer(String backend) {
        List<String> all = new ArrayList<>();
        all.add(backend);
        prefer.stream().filter(name -> !name.equals(backend)).forEach(all::add);
        prefer = List.copyOf(all);
    }

    /** Sets the whole preference. */
    void prefer(List<String> names) {
        prefer = List.copyOf(names);
    }
}
