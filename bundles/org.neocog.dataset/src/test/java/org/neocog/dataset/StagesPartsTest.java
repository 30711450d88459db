package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** Images that go to the batch in parts. */
class StagesPartsTest {
    private static final long SEED = Long.getLong("neocog.test.seed", 31);

    private record Levels(Shape outputShape) implements PointwiseTransform {
        @Override
        public float map(int channel, float value) {
            return (value - 0.25f) * (channel + 1);
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            throw new IllegalStateException("it is looked up");
        }
    }

    private record Mirror(Shape outputShape, boolean always) implements MirrorTransform {
        @Override
        public boolean isExactOnBytes() {
            return true;
        }

        @Override
        public boolean mirrors(Philox.Stream random) {
            return always;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            throw new IllegalStateException("it is done when it is looked up");
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            throw new IllegalStateException("it is done when it is looked up");
        }
    }

    /** Planes of less and more than a part, rows of one and more; whole parts and such that are not. */
    @ParameterizedTest
    @CsvSource({"3, 30, 71", "1, 40, 64", "2, 3, 1500", "3, 20, 20", "3, 1, 400", "3, 224, 224"})
    void areTheWholeImage(int channels, int height, int width) {
        Shape shape = Shape.of(channels, height, width);
        byte[] image = new byte[shape.intSize()];
        new Random(SEED).nextBytes(image);
        for (boolean mirrored : new boolean[] {false, true}) {
            Stages stages = new Stages(
                    shape, ElementType.UINT8, List.of(new Mirror(shape, mirrored), new Levels(shape)), 0, SEED);
            System.arraycopy(image, 0, stages.bytes(), 0, image.length);
            float[] row = new float[image.length];
            try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                    ImageBatch batch = ImageBatch.allocate(allocator, ElementType.FLOAT32, shape, 3)) {
                stages.apply(0, 5, 0, batch, 1);
                for (int other : new int[] {0, 2}) {
                    batch.getPixels(other, row);
                    assertArrayEquals(new float[image.length], row, "row " + other);
                }
                batch.getPixels(1, row);
            }
            float[] expected = new float[image.length];
            for (int i = 0; i < expected.length; i++) {
                int x = i % width;
                int value = image[mirrored ? i - x + width - 1 - x : i] & 0xff;
                expected[i] = (value / 255f - 0.25f) * (i / (height * width) + 1);
            }
            assertArrayEquals(expected, row, "seed=" + SEED + ", mirrored=" + mirrored);
        }
    }
}
