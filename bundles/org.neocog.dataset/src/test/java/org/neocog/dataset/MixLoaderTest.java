package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** Pipelines that mix the images of a batch. */
class MixLoaderTest {
    private static final Shape SHAPE = Shape.of(1, 2, 3);
    private static final int EXAMPLES = 43;
    private static final int BATCH = 8;
    private static final long SEED = 5;

    /** Writes own + 1000 next; the share is a random number. */
    private static final MixTransform MIX = new MixTransform() {
        @Override
        public Shape outputShape() {
            return SHAPE;
        }

        @Override
        public float mix(float[] own, float[] next, float[] mixture, Philox.Stream random) {
            for (int i = 0; i < own.length; i++) {
                mixture[i] = own[i] + 1000 * next[i];
            }
            return (float) random.nextDouble();
        }
    };

    /** A row of a batch. */
    private record Row(List<Float> pixels, int label, int other, float share) {}

    private static Pipeline pipeline(Transform... transforms) {
        return new Pipeline(new PatternDataset(SHAPE, EXAMPLES), "train", 0, List.of(transforms));
    }

    private static List<Row> rows(Pipeline pipeline, boolean shuffle, int workers, long firstBatch) {
        List<Row> rows = new ArrayList<>();
        try (BufferAllocator allocator = NeocogAllocators.root("mix-test", 1 << 24);
                Loader loader = new Loader(pipeline, BATCH, shuffle, SEED, workers, allocator)) {
            loader.epoch(3, firstBatch);
            for (ImageBatch batch = loader.next(); batch != null; batch = loader.next()) {
                LabelMixture mixture = batch.mixture().orElseThrow();
                assertEquals(batch.count(), mixture.labels().shape().intSize());
                assertEquals(batch.count(), mixture.shares().shape().intSize());
                for (int row = 0; row < batch.count(); row++) {
                    float[] pixels = new float[SHAPE.intSize()];
                    batch.getPixels(row, pixels);
                    List<Float> values = new ArrayList<>();
                    for (float pixel : pixels) {
                        values.add(pixel);
                    }
                    assertEquals(mixture.label(row), mixture.labels().getDouble(row));
                    assertEquals(mixture.share(row), (float) mixture.shares().getDouble(row));
                    rows.add(new Row(values, batch.label(row), mixture.label(row), mixture.share(row)));
                }
            }
        }
        return rows;
    }

    /** The last batch has 3 rows, whose last is mixed with its first. */
    @Test
    void eachImageIsMixedWithTheNextOneOfItsBatchAndTheLastWithTheFirst() {
        List<Row> rows = rows(pipeline(MIX), false, 1, 0);
        assertEquals(EXAMPLES, rows.size());
        for (int i = 0; i < EXAMPLES; i++) {
            int first = i / BATCH * BATCH;
            int count = Math.min(BATCH, EXAMPLES - first);
            int next = first + (i - first + 1) % count;
            float[] expected = new float[SHAPE.intSize()];
            float[] seen = new float[SHAPE.intSize()];
            for (int p = 0; p < expected.length; p++) {
                expected[p] = PatternDataset.pixel(i, p) / 255f + 1000 * (PatternDataset.pixel(next, p) / 255f);
                seen[p] = rows.get(i).pixels.get(p);
            }
            assertArrayEquals(expected, seen, "row " + i);
            assertEquals(i % 10, rows.get(i).label);
            assertEquals(next % 10, rows.get(i).other);
            long purpose = 0x4155474DL << 32 | 3;
            assertEquals((float) Philox.stream(SEED, purpose, i).nextDouble(), rows.get(i).share, "share " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void mixturesAreTheSameForAnyNumberOfWorkersAndAfterAResume(int workers) {
        List<Row> one = rows(pipeline(MIX), true, 1, 0);
        assertEquals(one, rows(pipeline(MIX), true, workers, 0));
        assertEquals(one.subList(2 * BATCH, EXAMPLES), rows(pipeline(MIX), true, workers, 2));
    }

    @Test
    void otherPipelinesHaveNoMixture() {
        assertTrue(pipeline(MIX).mixes());
        assertFalse(pipeline().mixes());
        try (BufferAllocator allocator = NeocogAllocators.root("mix-test", 1 << 24);
                Loader loader = new Loader(pipeline(), BATCH, false, SEED, 1, allocator)) {
            loader.epoch(0, 0);
            ImageBatch batch = loader.next();
            assertTrue(batch != null && batch.mixture().isEmpty());
        }
    }

    @Test
    void mixingComesLast() {
        String problem = assertThrows(IllegalArgumentException.class, () -> pipeline(MIX, MIX))
                .getMessage();
        assertEquals(
                "pipeline: a transform that mixes images must come last, where no other makes several images of one, but it is"
                        + " 1 of 2 for one shape, views=1. Move it to the end, or take one out. [C4]",
                problem);
    }
}
