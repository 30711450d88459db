package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

@Timeout(60)
class LoaderTest {
    private static final Shape IMAGE = Shape.of(1, 3, 5);

    private final BufferAllocator root = NeocogAllocators.root("loader-test", 1 << 26);
    private final BufferAllocator allocator = root.newChildAllocator("loader", 0, 1 << 26);

    @AfterEach
    void nothingLeaksAndNoThreadStays() {
        allocator.close();
        root.close();
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("neocog-loader"))
                        .toList());
    }

    /** What a batch held when it was delivered. */
    private record Copy(float[] images, int[] labels) {
        static Copy of(ImageBatch batch) {
            int size = batch.imageShape().intSize();
            float[] images = new float[batch.count() * size];
            int[] labels = new int[batch.count()];
            float[] row = new float[size];
            for (int i = 0; i < batch.count(); i++) {
                batch.getPixels(i, row);
                System.arraycopy(row, 0, images, i * size, size);
                labels[i] = batch.label(i);
            }
            return new Copy(images, labels);
        }
    }

    private static List<Copy> drain(Loader loader) {
        List<Copy> copies = new ArrayList<>();
        for (ImageBatch batch = loader.next(); batch != null; batch = loader.next()) {
            copies.add(Copy.of(batch));
        }
        return copies;
    }

    private static void assertEqual(List<Copy> expected, List<Copy> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).images, actual.get(i).images, "images of batch " + i);
            assertArrayEquals(expected.get(i).labels, actual.get(i).labels, "labels of batch " + i);
        }
    }

    private static boolean same(List<Copy> one, List<Copy> other) {
        return Arrays.equals(one.get(0).images, other.get(0).images);
    }

    /** Adds a random number to each pixel, and drops the last column. */
    private static final Transform NOISE_AND_CROP = new Transform() {
        @Override
        public Shape outputShape() {
            return Shape.of(1, 3, 4);
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int i = 0; i < target.length; i++) {
                target[i] = source[i / 4 * 5 + i % 4] + (float) random.nextDouble();
            }
        }
    };

    private static final Transform NOISE = new Transform() {
        @Override
        public Shape outputShape() {
            return Shape.of(1, 3, 4);
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int i = 0; i < target.length; i++) {
                target[i] = source[i] + 10 * (float) random.nextDouble();
            }
        }
    };

    private static Pipeline noisy(long size) {
        return new Pipeline(new PatternDataset(IMAGE, size), "train", 0, List.of(NOISE_AND_CROP, NOISE));
    }

    private List<Copy> epoch(Pipeline pipeline, int batch, long seed, int workers, int epoch, long first) {
        try (Loader loader = new Loader(pipeline, batch, true, seed, workers, allocator)) {
            loader.epoch(epoch, first);
            return drain(loader);
        }
    }

    @Test
    void deliversPixelsDividedBy255InOrderAndTheLastSmallerBatch() {
        Pipeline pipeline = new Pipeline(new PatternDataset(IMAGE, 103), "train", 0, List.of());
        try (Loader loader = new Loader(pipeline, 40, false, 1, 1, allocator)) {
            assertEquals(3, loader.batches());
            assertEquals(40, loader.batchSize());
            assertEquals(23, loader.sizeOf(2));
            assertSame(pipeline, loader.pipeline());
            loader.epoch(0, 0);
            List<Copy> batches = drain(loader);
            assertEquals(
                    List.of(40, 40, 23),
                    batches.stream().map(b -> b.labels.length).toList());
            for (int example = 0; example < 103; example++) {
                Copy batch = batches.get(example / 40);
                assertEquals(example % 10, batch.labels[example % 40]);
                for (int p = 0; p < 15; p++) {
                    assertEquals(PatternDataset.pixel(example, p) / 255f, batch.images[example % 40 * 15 + p]);
                }
            }
            assertNull(loader.next());
        }
    }

    @Test
    void theTensorsOfABatchAreItsRows() {
        try (Loader loader = new Loader(noisy(10), 4, false, 1, 1, allocator)) {
            loader.epoch(0, 2);
            ImageBatch last = loader.next();
            assertEquals("float32[2, 1, 3, 4]", last.images().type().toString());
            assertEquals("int32[2]", last.labels().type().toString());
            assertEquals(9, last.labels().getDouble(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void batchesAreTheSameForAnyNumberOfWorkers(int workers) {
        List<Copy> one = epoch(noisy(1000), 64, 11, 1, 2, 0);
        assertEquals(16, one.size());
        assertEqual(one, epoch(noisy(1000), 64, 11, workers, 2, 0));
    }

    @Test
    void shufflesAllExamplesByEpochAndSeed() {
        Pipeline pipeline = new Pipeline(new PatternDataset(IMAGE, 30), "train", 0, List.of());
        Set<Float> seen = new HashSet<>();
        List<Copy> first = epoch(pipeline, 8, 1, 2, 0, 0);
        for (Copy copy : first) {
            for (int i = 0; i < copy.labels.length; i++) {
                seen.add(copy.images[i * 15]);
            }
        }
        assertEquals(30, seen.size());
        assertFalse(same(first, epoch(pipeline, 8, 1, 2, 1, 0)));
        assertFalse(same(first, epoch(pipeline, 8, 2, 2, 0, 0)));
    }

    @Test
    void randomnessOfTransformsChangesWithTheEpochAndNotWithTheBatch() {
        Pipeline pipeline = noisy(6);
        try (Loader loader = new Loader(pipeline, 6, false, 1, 1, allocator);
                Loader small = new Loader(pipeline, 1, false, 1, 1, allocator)) {
            loader.epoch(0, 0);
            float[] first = Copy.of(loader.next()).images;
            loader.epoch(1, 0);
            float[] second = Copy.of(loader.next()).images;
            assertNotEquals(first[0], second[0]);
            small.epoch(1, 4);
            assertArrayEquals(Arrays.copyOfRange(second, 48, 60), Copy.of(small.next()).images);
        }
    }

    @Test
    void theRandomNumbersAreThoseOfSeedEpochIndexAndPosition() {
        Pipeline pipeline = new Pipeline(new PatternDataset(IMAGE, 6), "train", 0, List.of(NOISE_AND_CROP, NOISE));
        try (Loader loader = new Loader(pipeline, 6, false, 77, 1, allocator)) {
            loader.epoch(3, 0);
            float pixel = Copy.of(loader.next()).images[5 * 12];
            float crop = PatternDataset.pixel(5, 0) / 255f
                    + (float) Philox.stream(77, 0x4155474DL << 32 | 3, 5).nextDouble();
            assertEquals(
                    crop
                            + 10
                                    * (float) Philox.stream(77, 0x4155474EL << 32 | 3, 5)
                                            .nextDouble(),
                    pixel);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 15, 16})
    void resumingGivesTheTailOfTheEpoch(int first) {
        List<Copy> whole = epoch(noisy(1000), 64, 3, 2, 5, 0);
        assertEqual(whole.subList(first, 16), epoch(noisy(1000), 64, 3, 3, 5, first));
    }

    @Test
    void anEpochCanBeLeftInTheMiddle() {
        List<Copy> whole = epoch(noisy(500), 16, 3, 1, 1, 0);
        try (Loader loader = new Loader(noisy(500), 16, true, 3, 2, allocator)) {
            for (int abandoned = 0; abandoned < 20; abandoned++) {
                loader.epoch(0, abandoned);
                loader.next();
            }
            loader.epoch(1, 0);
            assertEqual(whole, drain(loader));
            loader.epoch(1, 0);
            assertEqual(whole, drain(loader));
        }
    }

    @Test
    void aBatchStaysAsItIsUntilTheNextCall() throws InterruptedException {
        try (Loader loader = new Loader(noisy(400), 8, true, 3, 3, allocator)) {
            loader.epoch(0, 0);
            for (int i = 0; i < 5; i++) {
                ImageBatch batch = loader.next();
                Copy before = Copy.of(batch);
                TimeUnit.MILLISECONDS.sleep(20);
                assertArrayEquals(before.images, Copy.of(batch).images);
            }
        }
    }

    @Test
    void prefetchIsBoundedAndUsesTheSameMemory() throws InterruptedException {
        PatternDataset dataset = new PatternDataset(IMAGE, 10_000);
        try (Loader loader = new Loader(new Pipeline(dataset, "train", 0, List.of()), 10, true, 3, 2, allocator)) {
            long held = allocator.getAllocatedMemory();
            loader.epoch(0, 0);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (dataset.reads.get() < 4 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(100);
            assertEquals(4, dataset.reads.get(), "workers + 2 batches are prepared ahead");
            Set<Long> addresses = new HashSet<>();
            for (ImageBatch batch = loader.next(); batch != null; batch = loader.next()) {
                addresses.add(batch.images().address());
            }
            assertEquals(4, addresses.size());
            assertEquals(held, allocator.getAllocatedMemory());
        }
    }

    @Test
    void aDatasetWithoutExamplesHasNoBatch() {
        try (Loader loader = new Loader(noisy(0), 16, true, 3, 2, allocator)) {
            assertEquals(0, loader.batches());
            loader.epoch(0, 0);
            assertNull(loader.next());
        }
    }

    @Test
    void waitingIsCounted() {
        FixedSizeDataset slow = new PatternDataset(IMAGE, 3) {
            @Override
            public void read(String split, long[] indices, int count, ImageBatch target) {
                sleep(30);
                super.read(split, indices, count, target);
            }
        };
        try (Loader loader = new Loader(new Pipeline(slow, "train", 0, List.of()), 1, false, 3, 1, allocator)) {
            assertEquals(0, loader.waitNanos());
            loader.epoch(0, 0);
            drain(loader);
            assertTrue(loader.waitNanos() >= TimeUnit.MILLISECONDS.toNanos(60), "waited " + loader.waitNanos());
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void closesInEveryState() {
        Loader unused = new Loader(noisy(100), 10, true, 1, 2, allocator);
        unused.close();
        unused.close();
        for (int read = 0; read < 11; read++) {
            Loader loader = new Loader(noisy(100), 10, true, 1, 2, allocator);
            loader.epoch(0, 0);
            for (int i = 0; i < read; i++) {
                loader.next();
            }
            loader.close();
            assertEquals(0, allocator.getAllocatedMemory());
            assertThrows(IllegalStateException.class, loader::next);
            assertThrows(IllegalStateException.class, () -> loader.epoch(0, 0));
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertEquals(
                "loader: batchSize and workers must be at least 1, but batchSize=0, workers=2. Choose larger ones. [C1]",
                assertThrows(IllegalArgumentException.class, () -> new Loader(noisy(5), 0, true, 1, 2, allocator))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Loader(noisy(5), 1, true, 1, 0, allocator));
        try (Loader loader = new Loader(noisy(50), 10, true, 1, 2, allocator)) {
            assertEquals(
                    "loader: next needs an epoch, but none was started. Call epoch first. [C3]",
                    assertThrows(IllegalStateException.class, loader::next).getMessage());
            assertEquals(
                    "loader: epoch must be at least 0 and firstBatch from 0 to batches, but epoch=1, firstBatch=6, batches=5."
                            + " Resume with the config that the run was started with. [C2]",
                    assertThrows(IllegalArgumentException.class, () -> loader.epoch(1, 6))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> loader.epoch(-1, 0));
            assertThrows(IllegalArgumentException.class, () -> loader.epoch(0, -1));
        }
    }

    @Test
    void aLoaderBeyondTheLimitTakesNothing() {
        try (BufferAllocator small = root.newChildAllocator("small", 0, 9000)) {
            assertThrows(OutOfMemoryException.class, () -> new Loader(noisy(500), 64, true, 1, 2, small));
            assertEquals(0, small.getAllocatedMemory());
        }
    }
}
