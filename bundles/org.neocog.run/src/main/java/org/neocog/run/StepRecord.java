package org.neocog.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.dataset.ImageBatch;

/**
 * A step that a backend has done, so that another one can do it again: the variables before, what was fed, the loss, the variables after. Owns
 * copies of all, in memory of its own. Threading: once it is done, several threads may read it.
 */
final class StepRecord implements AutoCloseable {
    private final BufferAllocator allocator = NeocogAllocators.root("recorded step", Long.MAX_VALUE);
    private final Owned owned = new Owned();
    private final long step;
    private final double rate;
    private final Snapshot before;
    private final List<ImageBatch> batches = new ArrayList<>();
    private double loss = Double.NaN;
    private @Nullable Snapshot after;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * Begins a record.
     *
     * @param step steps done before
     * @param before the variables before the step; copied
     */
    StepRecord(long step, double rate, Snapshot before) {
        this.step = step;
        this.rate = rate;
        boolean made = false;
        owned.add(allocator);
        try {
            this.before = owned.add(StateCopies.copy(before, allocator));
            made = true;
        } finally {
            if (!made) {
                owned.close();
            }
        }
    }

    /** Copies a batch that is fed. */
    void add(ImageBatch batch) {
        int count = batch.count();
        ImageBatch copy = owned.add(
                batch.mixture().isPresent()
                        ? ImageBatch.allocateMixed(allocator, batch.element(), batch.imageShape(), count)
                        : ImageBatch.allocate(allocator, batch.element(), batch.imageShape(), count));
        copy.setCount(count);
        copy.images().copyFrom(batch.images());
        copy.labels().copyFrom(batch.labels());
        batch.mixture().ifPresent(mixture -> {
            copy.mixture().orElseThrow().labels().copyFrom(mixture.labels());
            copy.mixture().orElseThrow().shares().copyFrom(mixture.shares());
        });
        batches.add(copy);
    }

    /** Ends the record. @param variables those after the step; copied */
    void done(double lossOfStep, Snapshot variables) {
        loss = lossOfStep;
        after = owned.add(StateCopies.copy(variables, allocator));
    }

    /** Steps done before. */
    long step() {
        return step;
    }

    double rate() {
        return rate;
    }

    double loss() {
        return loss;
    }

    Snapshot before() {
        return before;
    }

    Snapshot after() {
        Snapshot variables = after;
        if (variables == null) {
            throw new IllegalStateException("step record: the step " + (step + 1) + " is not done yet");
        }
        return variables;
    }

    boolean isDone() {
        return after != null;
    }

    /** What was fed, once more. */
    Batches replay() {
        Iterator<ImageBatch> all = batches.iterator();
        return new Batches() {
            @Override
            public @Nullable ImageBatch next() {
                return all.hasNext() ? all.next() : null;
            }

            @Override
            public long indicesDigest() {
                return 0;
            }
        };
    }

    /** The same for one more user, who closes it as well. */
    StepRecord shared() {
        users.incrementAndGet();
        return this;
    }

    /** Gives the memory back when the last user closes it. */
    @Override
    public void close() {
        if (users.decrementAndGet() == 0) {
            owned.close();
        }
    }
}
