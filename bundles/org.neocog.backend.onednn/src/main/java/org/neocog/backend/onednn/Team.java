package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the tasks of one kernel with the calling thread. Between kernels they look for the next for a moment if one is known to follow;
 * else they sleep at once, because the library's own threads need the processors then. A round does not wait for a thread that wakes late.
 * Threading: one caller at a time.
 */
final class Team implements AutoCloseable {
    /** Part of a kernel. Tasks of one round write different elements. */
    interface Task {
        /** @param worker from 0 to the number of threads - 1; of tasks that run at the same time, each has another */
        void run(int index, int worker);

        /** Whether another round follows at once. */
        default boolean moreFollows() {
            return false;
        }
    }

    /** Work in nanoseconds from which it pays to wake a thread. */
    private static final long WORTH_WAKING = 60_000;

    /** Work in nanoseconds from which it pays to share with a thread that is awake. */
    private static final long WORTH_SHARING = 3_000;

    /** How long a thread stays awake without work. */
    private static final long AWAKE_NANOS = 60_000;

    private static final int CLOSED = -1;

    /** Into how many portions a thread's share of what is left is cut: neighbours go to one thread, and only what is small is left for the end. */
    private static final int PORTIONS = 4;

    private final List<Worker> workers = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    /** Workers at work, or {@link #CLOSED} between rounds. */
    private final AtomicInteger active = new AtomicInteger(CLOSED);

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable Task task;
    private int tasks;
    private volatile boolean ended;
    private volatile boolean stayAwake;
    /** Grows with each round; written by the caller only. */
    private volatile int rounds;

    /** Room for each thread to compute in. */
    private float[][] rooms;

    Team(int threads) {
        rooms = new float[threads][0];
        for (int number = 1; number < threads; number++) {
            Worker worker = new Worker(number);
            workers.add(worker);
            worker.start();
        }
    }

    int threads() {
        return workers.size() + 1;
    }

    /**
     * Makes room for every thread to compute in; between commands nothing stays in it. Only before the first of them runs.
     *
     * @return the bytes that came on top of those that were there
     */
    long reserve(int floats) {
        int had = rooms[0].length;
        if (floats <= had) {
            return 0;
        }
        rooms = new float[threads()][floats];
        return 4L * threads() * (floats - had);
    }

    /** The room of one thread. */
    float[] room(int worker) {
        return rooms[worker];
    }

    /**
     * Runs tasks 0 to {@code count - 1} and returns when all are done.
     *
     * @param work of one task, in nanoseconds or so
     */
    void forEach(int count, long work, Task todo) {
        if (workers.isEmpty() || count == 1 || count * work < (stayAwake ? WORTH_SHARING : WORTH_WAKING)) {
            for (int index = 0; index < count; index++) {
                todo.run(index, 0);
            }
            stayAwake &= todo.moreFollows();
            return;
        }
        stayAwake = todo.moreFollows();
        task = todo;
        tasks = count;
        next.set(0);
        active.set(0);
        rounds++;
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).sleeps) {
                LockSupport.unpark(workers.get(i));
            }
        }
        takeTasks(0);
        while (!active.compareAndSet(0, CLOSED)) {
            Thread.onSpinWait();
        }
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new IllegalStateException("onednn: a kernel must not fail, but it did: " + thrown, thrown);
        }
    }

    private void takeTasks(int worker) {
        Task todo = task;
        int count = tasks;
        if (todo == null) {
            return;
        }
        try {
            for (int first = next.get(); first < count; first = next.get()) {
                int end = first + Math.max(1, (count - first) / (PORTIONS * threads()));
                if (next.compareAndSet(first, end)) {
                    for (int index = first; index < end; index++) {
                        todo.run(index, worker);
                    }
                }
            }
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        }
    }

    private boolean join() {
        int now = active.get();
        while (now != CLOSED) {
            if (active.compareAndSet(now, now + 1)) {
                return true;
            }
            now = active.get();
        }
        return false;
    }

    @Override
    public void close() {
        ended = true;
        boolean interrupted = false;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Worker extends Thread {
        private final int number;
        private volatile boolean sleeps;

        Worker(int number) {
            super("neocog-onednn-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            int round = 0;
            while (!ended) {
                awaitRound(round);
                round = rounds;
                if (Team.this.join()) {
                    takeTasks(number);
                    active.decrementAndGet();
                }
            }
        }

        private void awaitRound(int last) {
            long start = stayAwake ? System.nanoTime() : 0;
            while (stayAwake && !ended && System.nanoTime() - start < AWAKE_NANOS) {
                for (int i = 0; i < 30; i++) {
                    if (rounds != last) {
                        return;
                    }
                    Thread.onSpinWait();
                }
            }
            sleeps = true;
            if (rounds == last && !ended) {
                LockSupport.park(Team.this);
            }
            sleeps = false;
        }
    }
}
