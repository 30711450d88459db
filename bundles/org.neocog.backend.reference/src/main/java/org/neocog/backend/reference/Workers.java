package org.neocog.backend.reference;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A team of threads that does numbered tasks together with its caller and allocates nothing. Which thread does which task is left open, so
 * tasks of one call must write to different places. Threading: one caller at a time.
 */
final class Workers implements AutoCloseable {
    /** Work that is cut into tasks. */
    interface Task {
        /**
         * Does one task.
         *
         * @param index of the task, from 0 on
         * @param worker number of the thread that does it, for scratch memory; 0 is the caller
         */
        void run(int index, int worker);
    }

    /** Below this much work, in nanoseconds or so, waking others costs more than it saves. */
    private static final long WORTH_SHARING = 20_000;

    private static final int SPINS = 4_000;

    private final Worker[] workers;
    /** Number of the round in the upper half, tasks that nobody has taken yet in the lower. A round's task can be read while one is left. */
    private final AtomicLong open = new AtomicLong();

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Task current;
    private volatile @Nullable Thread sleepingCaller;
    private volatile boolean closed;

    Workers(int threads) {
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].start();
        }
    }

    /** Threads that compute, the caller among them. */
    int threads() {
        return workers.length + 1;
    }

    /**
     * Does the tasks 0 to {@code count - 1} and returns when all are done. What a task throws is thrown here, after the others have ended.
     *
     * @param work of one task, in nanoseconds or so
     */
    void forEach(int count, long work, Task task) {
        if (count <= 1 || workers.length == 0 || count * work < WORTH_SHARING) {
            for (int i = 0; i < count; i++) {
                task.run(i, 0);
            }
            return;
        }
        unfinished.set(count);
        current = task;
        long round = (open.get() >>> 32) + 1;
        open.set(round << 32 | count);
        for (int i = 0; i < workers.length && i < count - 1; i++) {
            workers[i].wake();
        }
        takeTasks(0);
        awaitOthers();
        current = null;
        rethrow(failure.getAndSet(null));
    }

    /** Takes and does tasks until none is left. */
    private void takeTasks(int worker) {
        while (true) {
            long state = open.get();
            int left = (int) state;
            if (left == 0) {
                return;
            }
            Task task = current;
            if (open.compareAndSet(state, state - 1)) {
                doTask(task, left - 1, worker);
            }
        }
    }

    private void doTask(@Nullable Task task, int index, int worker) {
        try {
            if (task == null) {
                throw new IllegalStateException("workers: a task was taken of a round that had ended, but index="
                        + index + ". Call forEach from one thread at a time.");
            }
            task.run(index, worker);
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        } finally {
            if (unfinished.decrementAndGet() == 0) {
                LockSupport.unpark(sleepingCaller);
            }
        }
    }

    private void awaitOthers() {
        for (int spin = 0; unfinished.get() > 0 && spin < SPINS; spin++) {
            Thread.onSpinWait();
        }
        if (unfinished.get() > 0) {
            sleepingCaller = Thread.currentThread();
            while (unfinished.get() > 0) {
                LockSupport.park(this);
            }
            sleepingCaller = null;
        }
    }

    private static void rethrow(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown != null) {
            throw new IllegalStateException("workers: a task failed: " + thrown, thrown);
        }
    }

    /** Ends the threads and waits for them. */
    @Override
    public void close() {
        closed = true;
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
        private volatile boolean asleep;

        Worker(int number) {
            super("neocog-reference-" + number);
            this.number = number;
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            while (!closed) {
                takeTasks(number);
                for (int spin = 0; (int) open.get() == 0 && !closed && spin < SPINS; spin++) {
                    Thread.onSpinWait();
                }
                asleep = true;
                if ((int) open.get() == 0 && !closed) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
        }
    }
}
