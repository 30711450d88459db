package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Options;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.CorruptImages;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.experiment.DataFold;
import org.neocog.image.Image;
import org.neocog.tensor.ElementType;

class FoldExamplesTest {
    private static final int FOLDS = 5;

    @TempDir
    Path folder;

    private static int[] labels(int count) {
        SplittableRandom random = new SplittableRandom(3);
        return random.doubles(count).mapToInt(x -> (int) (3 * x * x)).toArray();
    }

    private static int[] count(int[] labels, int[] folds, int label) {
        int[] counts = new int[FOLDS];
        for (int i = 0; i < labels.length; i++) {
            if (label < 0 || labels[i] == label) {
                counts[folds[i]]++;
            }
        }
        return counts;
    }

    private static void assertEven(int[] counts) {
        int least = java.util.Arrays.stream(counts).min().orElseThrow();
        int most = java.util.Arrays.stream(counts).max().orElseThrow();
        assertTrue(most - least <= 1, () -> java.util.Arrays.toString(counts));
    }

    @Test
    void everyFoldHasItsShareOfEveryClass() {
        int[] labels = labels(203);
        int[] folds = FoldExamples.deal(labels, 3, FOLDS, 7);
        assertEven(count(labels, folds, -1));
        for (int label = 0; label < 3; label++) {
            assertEven(count(labels, folds, label));
        }
        assertArrayEquals(folds, FoldExamples.deal(labels, 3, FOLDS, 7), "the same for the same seed");
        assertFalse(java.util.Arrays.equals(folds, FoldExamples.deal(labels, 3, FOLDS, 8)), "others for another");
    }

    /** 24 images of noise, whose label is their index modulo 10. */
    private static FixedSizeDataset noise() {
        NoiseDatasetType type = new NoiseDatasetType();
        return (FixedSizeDataset) type.open(Options.of(type.schema()));
    }

    private static FixedSizeDataset part(int number, boolean held, long seed, long limit) {
        DataFold fold = new DataFold(number, FOLDS, seed, held);
        return (FixedSizeDataset) FoldExamples.of(noise(), "train", limit, fold, Location.NONE);
    }

    /** The numbers of a part's examples in the whole, found by their pixels. */
    private static Set<Integer> examples(FixedSizeDataset part) {
        Set<Integer> found = new TreeSet<>();
        int size = (int) part.size("train");
        try (BufferAllocator allocator = NeocogAllocators.root("fold", 1 << 20);
                FixedSizeDataset noise = noise();
                ImageBatch some = ImageBatch.allocate(allocator, ElementType.UINT8, part.imageShape(), size);
                ImageBatch all = ImageBatch.allocate(allocator, ElementType.UINT8, part.imageShape(), 24)) {
            part.read("train", java.util.stream.LongStream.range(0, size).toArray(), size, some);
            noise.read("train", java.util.stream.LongStream.range(0, 24).toArray(), 24, all);
            for (int row = 0; row < size; row++) {
                for (int i = 0; i < 24; i++) {
                    if (pixels(some, row).equals(pixels(all, i))) {
                        assertEquals(all.label(i), some.label(row));
                        found.add(i);
                    }
                }
            }
        }
        assertEquals(size, found.size());
        return found;
    }

    private static List<Double> pixels(ImageBatch batch, int row) {
        long size = batch.images().size() / batch.images().shape().dim(0);
        return java.util.stream.LongStream.range(row * size, (row + 1) * size)
                .mapToObj(batch.images()::getDouble)
                .toList();
    }

    @Test
    void foldsAreDisjointAndHoldEveryExampleBetweenThem() {
        Set<Integer> all = new TreeSet<>();
        Set<String> fingerprints = new HashSet<>();
        int sum = 0;
        for (int number = 1; number <= FOLDS; number++) {
            try (FixedSizeDataset held = part(number, true, 1, Long.MAX_VALUE);
                    FixedSizeDataset learned = part(number, false, 1, Long.MAX_VALUE)) {
                Set<Integer> examples = examples(held);
                Set<Integer> others = examples(learned);
                sum += examples.size();
                all.addAll(examples);
                assertTrue(others.stream().noneMatch(examples::contains), "nothing that is learned from is evaluated");
                assertEquals(24, examples.size() + others.size());
                fingerprints.add(held.fingerprint());
                fingerprints.add(learned.fingerprint());
            }
        }
        assertEquals(24, sum);
        assertEquals(24, all.size());
        assertEquals(2 * FOLDS, fingerprints.size());
    }

    @Test
    void foldsAreOfTheExamplesWithinTheLimit() {
        try (FixedSizeDataset held = part(1, true, 1, 10);
                FixedSizeDataset learned = part(1, false, 1, 10)) {
            Set<Integer> examples = examples(held);
            assertEquals(2, examples.size());
            examples.addAll(examples(learned));
            assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), examples);
        }
        ConfigException e = assertThrows(ConfigException.class, () -> part(1, true, 1, 3));
        assertTrue(e.getMessage().contains("but examples=3, folds=5. Take fewer folds"), e.getMessage());
    }

    @Test
    void aRunLearnsFromTheOthersAndIsEvaluatedOnItsFold() throws Exception {
        RunSummary summary = fixture().train("a", "+data.fold={number: 2, of: 5}");
        assertEquals(60, summary.eval().examples(), "a fifth of the training examples");
        assertEquals(3 * 4, summary.steps(), "240 examples in batches of 64");
        Fixture fixture = fixture();
        RunSummary again = fixture.engine.evaluateRun(fixture.run("a"), EvaluationOptions.NONE, RunListener.NONE);
        assertEquals(summary.eval(), again.eval());
        RunSummary test = fixture.engine.evaluateRun(
                fixture.run("a"),
                new EvaluationOptions(Optional.of("test"), Optional.empty(), Optional.empty()),
                RunListener.NONE);
        assertEquals(100, test.eval().examples(), "another split is taken whole");
    }

    @Test
    void goesOnWithTheSameFold() throws Exception {
        Fixture fixture = fixture();
        fixture.train("whole", "+data.fold={number: 1, of: 3}");
        fixture.train("parts", "+data.fold={number: 1, of: 3}", "+train.budget={steps: 5}");
        RunSummary stopped = null;
        while (stopped == null || !stopped.status().equals("completed")) {
            stopped = fixture.engine
                    .resume(fixture.run("parts"), Optional.empty(), RunListener.NONE)
                    .await();
        }
        assertEquals(Fixture.losses(fixture.run("whole")), Fixture.losses(fixture.run("parts")));
        assertArrayEquals(
                Fixture.weights(fixture.run("whole"), stopped.steps()),
                Fixture.weights(fixture.run("parts"), stopped.steps()));
    }

    private Fixture fixture() {
        return new Fixture(folder);
    }

    /** Twelve images that nobody may decode, in two classes. */
    private record Undecoded() implements AnySizeDataset {
        @Override
        public int channels() {
            return 3;
        }

        @Override
        public CorruptImages corruptImages() {
            return CorruptImages.FAIL;
        }

        @Override
        public ExampleReader reader(String split) {
            return new ExampleReader() {
                @Override
                public int read(long index, Image target) {
                    throw new AssertionError("labels are known without images");
                }

                @Override
                public int label(long index) {
                    return (int) (index % 2);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public List<String> classNames() {
            return List.of("even", "odd");
        }

        @Override
        public List<String> splits() {
            return List.of("train");
        }

        @Override
        public long size(String split) {
            return 12;
        }

        @Override
        public String fingerprint() {
            return "undecoded";
        }

        @Override
        public void close() {}
    }

    @Test
    void imagesOfAnySizeAreNotDecodedForTheirLabels() {
        try (Dataset part = FoldExamples.of(new Undecoded(), "train", 12, new DataFold(3, 3, 1, false), Location.NONE);
                ExampleReader reader = ((AnySizeDataset) part).reader("train")) {
            assertEquals(8, part.size("train"));
            int odd = 0;
            for (int i = 0; i < 8; i++) {
                odd += reader.label(i);
            }
            assertEquals(4, odd);
            assertThrows(IllegalArgumentException.class, () -> part.size("test"));
        }
    }
}
