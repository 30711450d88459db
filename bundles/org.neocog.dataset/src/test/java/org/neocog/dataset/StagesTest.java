package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class StagesTest {
    private static final Shape SHAPE = Shape.of(3, 4, 5);
    private static final long SEED = 77;

    /** Moves every pixel by a random number of places; the free places get 1, or what is not exact on bytes. */
    private record Shift(boolean isExactOnBytes) implements ByteTransform {
        @Override
        public Shape outputShape() {
            return SHAPE;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int by = random.nextInt(60);
            for (int i = 0; i < 60; i++) {
                target[i] = i < by ? isExactOnBytes ? 1 : 0.3f : source[i - by];
            }
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            int by = random.nextInt(60);
            for (int i = 0; i < 60; i++) {
                target[i] = i < by ? (byte) 255 : source[i - by];
            }
        }
    }

    /** Mirrors every other image or so. */
    private record Mirror(Shape outputShape) implements MirrorTransform {
        @Override
        public boolean isExactOnBytes() {
            return true;
        }

        @Override
        public boolean mirrors(Philox.Stream random) {
            return random.nextInt(2) == 1;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            boolean mirrored = mirrors(random);
            for (int i = 0; i < 60; i++) {
                target[i] = source[mirrored ? i - i % 5 + 4 - i % 5 : i];
            }
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            boolean mirrored = mirrors(random);
            for (int i = 0; i < 60; i++) {
                target[i] = source[mirrored ? i - i % 5 + 4 - i % 5 : i];
            }
        }
    }

    private record Scale(float by) implements PointwiseTransform {
        @Override
        public Shape outputShape() {
            return SHAPE;
        }

        @Override
        public float map(int channel, float value) {
            return (value - 0.1f * channel) / by;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int i = 0; i < 60; i++) {
                target[i] = map(i / 20, source[i]);
            }
        }
    }

    private record Noise(Shape outputShape) implements Transform {
        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            for (int i = 0; i < 60; i++) {
                target[i] = source[i] + random.nextInt();
            }
        }
    }

    /** One after the other on floats: the definition. */
    private static float[] defined(List<Transform> transforms, int firstPosition, byte[] image, int epoch, long index) {
        float[] from = new float[image.length];
        for (int i = 0; i < from.length; i++) {
            from[i] = (image[i] & 0xff) / 255f;
        }
        for (int t = 0; t < transforms.size(); t++) {
            float[] to = new float[60];
            Philox.Stream random = Philox.stream(SEED, (Examples.AUGMENT + firstPosition + t) << 32 | epoch, index);
            transforms.get(t).apply(from, to, random);
            from = to;
        }
        return from;
    }

    @Test
    void areTheTransformsOneAfterTheOtherToTheBit() {
        Transform shift = new Shift(true);
        Transform inexact = new Shift(false);
        Transform scale = new Scale(0.7f);
        Transform noise = new Noise(SHAPE);
        Transform mirror = new Mirror(SHAPE);
        List<List<Transform>> lists = List.of(
                List.of(),
                List.of(shift),
                List.of(mirror),
                List.of(shift, mirror, scale),
                List.of(mirror, shift, mirror, scale, noise),
                List.of(inexact, mirror),
                List.of(scale),
                List.of(noise),
                List.of(shift, shift, scale, new Scale(3)),
                List.of(scale, shift, scale),
                List.of(inexact, scale),
                List.of(shift, inexact, scale, noise),
                List.of(shift, scale, noise, scale, shift));
        Random bytes = new Random(4);
        for (List<Transform> transforms : lists) {
            Stages stages = new Stages(SHAPE, ElementType.UINT8, transforms, 2, SEED);
            for (int index = 0; index < 40; index++) {
                byte[] image = new byte[60];
                bytes.nextBytes(image);
                System.arraycopy(image, 0, stages.bytes(), 0, 60);
                float[] result = stages.apply(3, index, 0).clone();
                assertArrayEquals(defined(transforms, 2, image, 3, index), result, transforms::toString);
            }
        }
    }
}
