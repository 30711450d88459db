package org.neocog.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.neocog.run.Run;
import org.neocog.run.RunSummary;

/** Waits for runs, and passes interruptions on to them. */
final class RunAttendant {
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

    /**
     * Starts a run and waits for its end. From when it has started, an interruption asks it to stop in order.
     *
     * @param start starts the run
     * @param err where to say that it stops
     * @return the summary of a completed or cancelled run
     */
    RunSummary attend(Supplier<Run> start, PrintStream err) {
        Run run = start.get();
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            while (true) {
                try {
                    return run.await();
                } catch (InterruptedException e) {
                    synchronized (err) {
                        err.println();
                        err.println("Stopping after a checkpoint. Ctrl-C again stops at once.");
                    }
                    run.cancel();
                }
            }
        } finally {
            waiting.remove(thread);
        }
    }

    /** Does something again and again, until an interruption. */
    void untilInterrupted(long millis, Runnable each) {
        Thread thread = Thread.currentThread();
        waiting.add(thread);
        try {
            while (true) {
                each.run();
                Thread.sleep(millis);
            }
        } catch (InterruptedException e) {
            Thread.interrupted(); // what follows puts things in order
        } finally {
            waiting.remove(thread);
        }
    }

    /** Interrupts all who wait. @return false if nobody does */
    boolean interrupt() {
        List<Thread> threads = List.copyOf(waiting); // they leave as soon as they are interrupted
        threads.forEach(Thread::interrupt);
        return !threads.isEmpty();
    }
}
