package org.neocog.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Delivers the batches of a {@link Pipeline}, epoch by epoch, prepared ahead by threads of its own. Provided by the framework.
 *
 * <p>Order is a function of (seed, epoch), the random numbers of a transform of (seed, epoch, index of the example, position of the
 * transform): the same batches come for any number of workers, and an epoch that starts at batch {@code k} is the tail of the whole one.
 * The last batch is as small as it is and not dropped.
 *
 * <p>Memory: {@code workers + 2} batches of float32 (fewer if an epoch has fewer), and 32 images of uint8 per worker, allocated by the
 * constructor; nothing after. Where images differ in size, what a worker holds grows to the largest.
 *
 * <p>C1. Batch size and workers are at least 1.<br>
 * C2. An epoch is at least 0 and starts at a batch from 0 to {@link #batches}.<br>
 * C3. {@link #epoch} comes before {@link #next}.<br>
 * C4. Nothing comes after {@link #close}.<br>
 * C5. A dataset and its transforms come back in finite time.
 *
 * <p>Errors: what a dataset or transform throws comes out of {@link #next} when its batch is due, as a {@link LoadException} with the cause;
 * batches before it are delivered.
 *
 * <p>Threading: one thread calls {@link #epoch} and {@link #next}; {@link #close} may come from any, ends a waiting {@code next}, and
 * takes the memory of the batch that was delivered last.
 */
@ProviderType
public final class Loader implements AutoCloseable {
    private static final long CLOSE_SECONDS = 60;
    /** What digests of indices begin with: they are never 0 by the way. */
    private static final long DIGEST_SEED = 0x9e3779b97f4a7c15L;

    private final Pipeline pipeline;
    private final int batchSize;
    private final long batches;
    private final Order order;
    private final CorruptExamples corrupt;
    private final List<Slot> ring = new ArrayList<>();
    private final List<BatchPreparer> preparers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private volatile boolean stopping = true;
    private boolean closed;
    private int epoch = -1;
    /** The next batch that a worker takes on. */
    private long claimed;
    /** The next batch that {@link #next} delivers. */
    private long due;
    /** 1 while the caller reads the batch before {@link #due}, else 0. */
    private int lent;
    /** Workers at work on a batch. */
    private int busy;

    private long waitNanos;

    /** A batch of the ring, and which batch of the epoch it holds. */
    private static final class Slot {
        private final ImageBatch batch;
        private long holds = -1;
        private @Nullable Throwable failure;

        Slot(ImageBatch batch) {
            this.batch = batch;
        }
    }

    /**
     * Allocates the batches; no thread starts before {@link #epoch}.
     *
     * @param batchSize rows per batch, at least 1
     * @param shuffle whether each epoch has an order of its own
     * @param seed of the order and of the transforms
     * @param workers threads that prepare batches, at least 1
     * @param allocator where the batches live; open until this is closed
     * @throws IllegalArgumentException if a number is out of range
     * @throws org.apache.arrow.memory.OutOfMemoryException beyond the allocator's limit; then nothing stays allocated
     */
    public Loader(
            Pipeline pipeline, int batchSize, boolean shuffle, long seed, int workers, BufferAllocator allocator) {
        if (batchSize < 1 || workers < 1) {
            throw new IllegalArgumentException("loader: batchSize and workers must be at least 1, but batchSize="
                    + batchSize + ", workers=" + workers + ". Choose larger ones. [C1]");
        }
        this.pipeline = pipeline;
        this.batchSize = batchSize;
        this.batches = (pipeline.rows() + batchSize - 1) / batchSize;
        this.corrupt = new CorruptExamples(pipeline.dataset());
        this.order = new Order(pipeline.size(), shuffle, seed);
        int capacity = (int) Math.max(1, Math.min(batchSize, pipeline.rows()));
        boolean done = false;
        try {
            for (int i = 0; i < Math.max(1, Math.min(workers + 2, batches)); i++) {
                ring.add(new Slot(
                        pipeline.mixes()
                                ? ImageBatch.allocateMixed(
                                        allocator, ElementType.FLOAT32, pipeline.imageShape(), capacity)
                                : ImageBatch.allocate(
                                        allocator, ElementType.FLOAT32, pipeline.imageShape(), capacity)));
            }
            for (int i = 0; i < workers; i++) {
                preparers.add(new BatchPreparer(pipeline, seed, capacity, corrupt, allocator));
            }
            done = true;
        } finally {
            if (!done) {
                free();
            }
        }
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    /** Rows in every batch but the last: examples, or views of them. */
    public int batchSize() {
        return batchSize;
    }

    /** Batches in one epoch, the last and smaller one included. */
    public long batches() {
        return batches;
    }

    /** Rows of batch {@code batch} of an epoch. */
    public int sizeOf(long batch) {
        return (int) Math.min(batchSize, pipeline.rows() - batch * batchSize);
    }

    /**
     * Makes {@link #next} deliver the batches of an epoch from {@code firstBatch} on. What is left of the epoch before is dropped.
     *
     * @param epoch number of the epoch, at least 0
     * @param firstBatch from 0 to {@link #batches}
     */
    public void epoch(int epoch, long firstBatch) {
        if (epoch < 0 || firstBatch < 0 || firstBatch > batches) {
            throw new IllegalArgumentException(
                    "loader: epoch must be at least 0 and firstBatch from 0 to batches, but epoch="
                            + epoch + ", firstBatch=" + firstBatch + ", batches=" + batches
                            + ". Resume with the config that the run was started with. [C2]");
        }
        lock.lock();
        try {
            requireOpen();
            stopping = true;
            while (busy > 0) {
                progress.awaitUninterruptibly();
                requireOpen();
            }
            order.start(epoch);
            this.epoch = epoch;
            claimed = firstBatch;
            due = firstBatch;
            lent = 0;
            for (Slot slot : ring) {
                slot.holds = -1;
                slot.failure = null;
            }
            stopping = false;
            startThreads();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next batch, or null after the last one of the epoch. It stays as it is until the next call of {@code next}, {@link #epoch} or
     * {@link #close}; the caller does not close it.
     *
     * @throws LoadException if this batch could not be prepared; so does every further call until the next {@link #epoch}
     * @throws CancellationException if the thread is interrupted while it waits; it stays interrupted
     * @throws IllegalStateException before the first {@link #epoch} and after {@link #close}
     */
    public @Nullable ImageBatch next() {
        lock.lock();
        try {
            requireOpen();
            if (epoch < 0) {
                throw new IllegalStateException(
                        "loader: next needs an epoch, but none was started. Call epoch first. [C3]");
            }
            lent = 0;
            work.signalAll();
            if (due == batches) {
                return null;
            }
            Slot slot = slot(due);
            await(slot);
            Throwable failure = slot.failure;
            if (failure != null) {
                String said = failure.toString();
                throw new LoadException(
                        "loader: every batch must load, but split=" + pipeline.split() + ", epoch=" + epoch + ", batch="
                                + due
                                + " gave " + (said.endsWith(".") ? said : said + ".")
                                + " Check the dataset and the transforms.",
                        failure);
            }
            due++;
            lent = 1;
            return slot.batch;
        } finally {
            lock.unlock();
        }
    }

    private void await(Slot slot) {
        long start = System.nanoTime();
        try {
            while (slot.holds != due) {
                progress.await();
                requireOpen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancellation =
                    new CancellationException("loader: interrupted while waiting for batch " + due + ".");
            cancellation.initCause(e);
            throw cancellation;
        } finally {
            waitNanos += System.nanoTime() - start;
        }
    }

    /** Time that {@link #next} has waited for data since this was made. */
    public long waitNanos() {
        lock.lock();
        try {
            return waitNanos;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A digest of the indices of the examples of the batch that was delivered last, in their order: equal for equal examples, whatever the
     * number of workers. 0 before the first batch of an epoch.
     */
    public long indicesDigest() {
        lock.lock();
        try {
            if (lent == 0) {
                return 0;
            }
            long batch = due - 1;
            long digest = DIGEST_SEED;
            int count = sizeOf(batch);
            for (int i = 0; i < count; i++) {
                digest = mixed(digest ^ order.at(batch * batchSize + i));
            }
            return digest;
        } finally {
            lock.unlock();
        }
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
    private static long mixed(long value) {
        long a = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    /** Examples found corrupt since this was made, and skipped or replaced as {@link CorruptImages} says, each counted once. */
    public int corruptExamples() {
        return corrupt.count();
    }

    private void startThreads() {
        for (int i = threads.size(); i < preparers.size(); i++) {
            BatchPreparer preparer = preparers.get(i);
            Thread thread = new Thread(() -> work(preparer), "neocog-loader-" + pipeline.split() + "-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void work(BatchPreparer preparer) {
        lock.lock();
        try {
            while (!closed) {
                if (stopping || claimed == batches || claimed >= due - lent + ring.size()) {
                    work.awaitUninterruptibly();
                } else {
                    prepare(preparer, claimed++);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Prepares one batch outside the lock, which the caller holds. */
    private void prepare(BatchPreparer preparer, long batch) {
        Slot slot = slot(batch);
        busy++;
        lock.unlock();
        Throwable failure = null;
        try {
            preparer.prepare(epoch, order, batch * batchSize, sizeOf(batch), slot.batch, () -> stopping);
        } catch (Throwable e) {
            failure = e;
        } finally {
            lock.lock();
        }
        busy--;
        if (!stopping) {
            slot.failure = failure;
            slot.holds = batch;
        }
        progress.signalAll();
    }

    private Slot slot(long batch) {
        return ring.get((int) (batch % ring.size()));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "loader: used after close. Keep it open as long as its batches are read. [C4]");
        }
    }

    /**
     * Stops the workers, after the images that they are at, and gives all memory back. Closing twice does nothing.
     *
     * @throws IllegalStateException if a worker does not come back from the dataset within 60 s; its memory is kept, as it may still write there
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            stopping = true;
            work.signalAll();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        for (Thread thread : threads) {
            while (thread.isAlive() && System.nanoTime() < end) {
                try {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (thread.isAlive()) {
                throw new IllegalStateException("loader: workers must stop within " + CLOSE_SECONDS + " s, but "
                        + thread.getName() + " is still in the dataset or a transform. Look at its stack. [C5]");
            }
        }
        free();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void free() {
        ring.forEach(slot -> slot.batch.close());
        preparers.forEach(BatchPreparer::close);
    }
}
