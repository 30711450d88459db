package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** What comes out of a loader when something goes wrong, or ends early. */
@Timeout(60)
class LoaderFailureTest {
    private static final Shape IMAGE = Shape.of(1, 3, 5);

    private final BufferAllocator allocator = NeocogAllocators.root("loader-test", 1 << 26);

    @AfterEach
    void nothingLeaksAndNoThreadStays() {
        allocator.close();
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("neocog-loader"))
                        .toList());
    }

    /** Fails at one example. */
    private static FixedSizeDataset failingAt(long index, Throwable failure) {
        return new PatternDataset(IMAGE, 100) {
            @Override
            public void read(String split, long[] indices, int count, ImageBatch target) {
                for (int i = 0; i < count; i++) {
                    if (indices[i] == index) {
                        LoaderFailureTest.<RuntimeException>sneak(failure);
                    }
                }
                super.read(split, indices, count, target);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aFailureComesOutOfItsBatchWithTheCause(int workers) {
        Throwable cause = new java.io.IOException("disk gone");
        Pipeline pipeline = new Pipeline(failingAt(35, cause), "train", 0, List.of());
        try (Loader loader = new Loader(pipeline, 10, false, 3, workers, allocator)) {
            loader.epoch(2, 0);
            for (int i = 0; i < 3; i++) {
                assertEquals(10, loader.next().count());
            }
            for (int again = 0; again < 2; again++) {
                LoadException failure = assertThrows(LoadException.class, loader::next);
                assertSame(cause, failure.getCause());
                assertEquals(
                        "loader: every batch must load, but split=train, epoch=2, batch=3 gave java.io.IOException: disk gone."
                                + " Check the dataset and the transforms.",
                        failure.getMessage());
            }
            loader.epoch(2, 4);
            for (int i = 4; i < 10; i++) {
                assertEquals(10, loader.next().count());
            }
            assertNull(loader.next());
        }
    }

    @Test
    void anErrorIsAFailureToo() {
        Error cause = new StackOverflowError();
        Pipeline pipeline = new Pipeline(failingAt(0, cause), "train", 0, List.of());
        try (Loader loader = new Loader(pipeline, 10, false, 3, 1, allocator)) {
            loader.epoch(0, 0);
            assertSame(cause, assertThrows(LoadException.class, loader::next).getCause());
        }
    }

    @Test
    void aTransformThatFailsAndADatasetThatForgetsTheCountAreFailures() {
        Transform broken = new Transform() {
            @Override
            public Shape outputShape() {
                return IMAGE;
            }

            @Override
            public void apply(float[] source, float[] target, Philox.Stream random) {
                throw new IllegalStateException("no such colour.");
            }
        };
        FixedSizeDataset forgetful = new PatternDataset(IMAGE, 5) {
            @Override
            public void read(String split, long[] indices, int count, ImageBatch target) {}
        };
        assertEquals(
                "loader: every batch must load, but split=train, epoch=0, batch=0 gave java.lang.IllegalStateException:"
                        + " no such colour. Check the dataset and the transforms.",
                failure(new Pipeline(new PatternDataset(IMAGE, 5), "train", 0, List.of(broken))));
        assertEquals(
                "loader: every batch must load, but split=train, epoch=0, batch=0 gave java.lang.IllegalStateException: dataset:"
                        + " read must set the row count to what was asked, but asked=5, count=0. Correct the dataset's read."
                        + " Check the dataset and the transforms.",
                failure(new Pipeline(forgetful, "train", 0, List.of())));
    }

    private String failure(Pipeline pipeline) {
        try (Loader loader = new Loader(pipeline, 5, false, 3, 2, allocator)) {
            loader.epoch(0, 0);
            return assertThrows(LoadException.class, loader::next).getMessage();
        }
    }

    /** Blocks in read until it is let go. */
    private static final class BlockingDataset extends PatternDataset {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        BlockingDataset() {
            super(IMAGE, 100);
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.read(split, indices, count, target);
        }
    }

    @Test
    void closingEndsAWaitingNextAndWaitsForTheWorkers() throws InterruptedException {
        BlockingDataset dataset = new BlockingDataset();
        Loader loader = new Loader(new Pipeline(dataset, "train", 0, List.of()), 100, false, 3, 1, allocator);
        loader.epoch(0, 0);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread consumer = new Thread(() -> {
            try {
                loader.next();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        });
        consumer.start();
        dataset.entered.await();
        Thread closer = new Thread(loader::close);
        closer.start();
        consumer.join();
        assertEquals(
                "loader: used after close. Keep it open as long as its batches are read. [C4]",
                thrown.get().getMessage());
        assertTrue(allocator.getAllocatedMemory() > 0, "memory that a worker writes to is not given back");
        dataset.go.countDown();
        closer.join();
        assertEquals(0, allocator.getAllocatedMemory());
        assertEquals(1, dataset.reads.get(), "the rest of the batch is not read any more");
    }

    @Test
    void anInterruptedNextSaysSoAndCanBeCalledAgain() {
        BlockingDataset dataset = new BlockingDataset();
        try (Loader loader = new Loader(new Pipeline(dataset, "train", 0, List.of()), 100, false, 3, 1, allocator)) {
            loader.epoch(0, 0);
            Thread.currentThread().interrupt();
            CancellationException cancelled = assertThrows(CancellationException.class, loader::next);
            assertEquals("loader: interrupted while waiting for batch 0.", cancelled.getMessage());
            assertTrue(Thread.interrupted());
            dataset.go.countDown();
            assertEquals(100, loader.next().count());
        }
    }
}
