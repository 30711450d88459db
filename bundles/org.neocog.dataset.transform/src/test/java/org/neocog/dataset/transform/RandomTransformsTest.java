package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class RandomTransformsTest {
    private static final TransformType CROP = new RandomCropTransformType();
    private static final TransformType FLIP = new RandomHorizontalFlipTransformType();
    private static final int IMAGES = 40_000;

    private static Transform create(TransformType type, Shape input, Object... options) {
        return type.create(Options.of(type.schema(), options), input);
    }

    private static String refusal(TransformType type, Shape input, Object... options) {
        return assertThrows(ConfigException.class, () -> create(type, input, options))
                .problems()
                .get(0)
                .message();
    }

    private static float[] apply(Transform transform, Philox.Stream random, float... source) {
        float[] target = new float[transform.outputShape().intSize()];
        Arrays.fill(target, Float.NaN);
        transform.apply(source, target, random);
        return target;
    }

    /** An image whose pixel (c, y, x) is 100 c + 10 y + x + 1. */
    private static float[] numbered(Shape shape) {
        float[] image = new float[shape.intSize()];
        int i = 0;
        for (int c = 0; c < shape.intDim(0); c++) {
            for (int y = 0; y < shape.intDim(1); y++) {
                for (int x = 0; x < shape.intDim(2); x++) {
                    image[i++] = 100 * c + 10 * y + x + 1;
                }
            }
        }
        return image;
    }

    @Test
    void cropIsAWindowOfThePaddedImageAtThePlaceThatTheStreamGives() {
        Shape shape = Shape.of(2, 3, 4);
        float[] image = numbered(shape);
        Transform crop = create(CROP, shape, "size", List.of(4, 3), "padding", 2, "fill", -1);
        assertEquals(Shape.of(2, 4, 3), crop.outputShape());
        boolean[] seen = new boolean[4 * 6];
        for (int i = 0; i < 500; i++) {
            Philox.Stream same = Philox.stream(7, 1, i);
            int top = same.nextInt(4) - 2;
            int left = same.nextInt(6) - 2;
            seen[(top + 2) * 6 + left + 2] = true;
            float[] expected = new float[24];
            for (int c = 0; c < 2; c++) {
                for (int y = 0; y < 4; y++) {
                    for (int x = 0; x < 3; x++) {
                        int fromY = top + y;
                        int fromX = left + x;
                        boolean inside = fromY >= 0 && fromY < 3 && fromX >= 0 && fromX < 4;
                        expected[(c * 4 + y) * 3 + x] = inside ? 100 * c + 10 * fromY + fromX + 1 : -1;
                    }
                }
            }
            assertArrayEquals(expected, apply(crop, Philox.stream(7, 1, i), image));
        }
        for (boolean place : seen) {
            assertTrue(place, "500 images see all 24 places");
        }
    }

    @Test
    void cropIsEquallyOftenAtEveryPlace() {
        Shape shape = Shape.of(1, 32, 32);
        float[] image = new float[1024];
        for (int i = 0; i < image.length; i++) {
            image[i] = i;
        }
        Transform crop = create(CROP, shape, "size", 32, "padding", 4, "fill", -1);
        int[] counts = new int[81];
        for (int i = 0; i < IMAGES; i++) {
            // the middle pixel of the window is always in the image, its value tells where the window is
            int middle = (int) apply(crop, Philox.stream(3, 5, i), image)[16 * 32 + 16];
            counts[(middle / 32 - 12) * 9 + middle % 32 - 12]++;
        }
        double chiSquare = 0;
        double expected = IMAGES / 81.0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertTrue(chiSquare < 124.8, "chi-square of 80 degrees, beyond 124.8 in 1 of 1000 cases: " + chiSquare);
        assertTrue(chiSquare > 46.5, "chi-square of 80 degrees, below 46.5 in 1 of 1000 cases: " + chiSquare);
    }

    @Test
    void cropOfTheWholeImageChangesNothing() {
        float[] image = numbered(Shape.of(3, 2, 5));
        Transform crop = create(CROP, Shape.of(3, 2, 5), "size", List.of(2, 5));
        assertArrayEquals(image, apply(crop, Philox.stream(0, 0, 0), image));
    }

    @Test
    void cropCanLieOutsideTheImage() {
        Transform crop = create(CROP, Shape.of(1, 1, 1), "size", 1, "padding", 1, "fill", 0.5);
        int fills = 0;
        for (int i = 0; i < 9000; i++) {
            float pixel = apply(crop, Philox.stream(0, 0, i), 9)[0];
            assertTrue(pixel == 9 || pixel == 0.5f, () -> "pixel " + pixel);
            fills += pixel == 0.5f ? 1 : 0;
        }
        assertEquals(8000, fills, 120, "eight of nine places, four standard deviations");
    }

    @Test
    void cropRefusesWindowsThatDoNotFit() {
        Shape shape = Shape.of(3, 32, 24);
        assertEquals(
                "random-crop: size must be at most that of the padded image, but size=[32], padding=3,"
                        + " shape=[3, 32, 24]. Choose a smaller size or more padding.",
                refusal(CROP, shape, "size", 32, "padding", 3));
        assertEquals(
                Shape.of(3, 32, 32),
                create(CROP, shape, "size", 32, "padding", 4).outputShape());
        assertEquals(
                "random-crop: size must be at most that of the padded image, but size=[33, 24], padding=0,"
                        + " shape=[3, 32, 24]. Choose a smaller size or more padding.",
                refusal(CROP, shape, "size", List.of(33, 24)));
        assertEquals(
                "random-crop: the image must have at most 2147483639 pixels, but size=[100000, 90000],"
                        + " shape=[3, 32, 24]. Choose a smaller size.",
                refusal(CROP, shape, "size", List.of(100_000, 90_000), "padding", 100_000));
        assertEquals("size must be at least 1, but size=0.", refusal(CROP, shape, "size", 0));
        assertEquals("padding must be at least 0, but padding=-1.", refusal(CROP, shape, "size", 1, "padding", -1));
        assertEquals(
                "random-crop: an image must be [C, H, W], but shape=[4]. Put it after a transform that gives one.",
                refusal(CROP, Shape.of(4), "size", 1));
    }

    @Test
    void flipMirrorsEveryRow() {
        Transform flip = create(FLIP, Shape.of(2, 2, 3), "probability", 1);
        assertEquals(Shape.of(2, 2, 3), flip.outputShape());
        assertArrayEquals(
                new float[] {3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10},
                apply(flip, Philox.stream(0, 0, 0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    }

    @Test
    void flipMirrorsAsOftenAsItSaysAndLeavesTheRest() {
        for (double probability : new double[] {0, 0.1, 0.5, 1}) {
            Transform flip = create(FLIP, Shape.of(1, 1, 2), "probability", probability);
            int flipped = 0;
            for (int i = 0; i < IMAGES; i++) {
                float[] target = apply(flip, Philox.stream(1, 2, i), 5, 6);
                assertEquals(11, target[0] + target[1]);
                assertTrue(target[0] == 5 || target[0] == 6, "one of the pixels");
                flipped += target[0] == 6 ? 1 : 0;
            }
            double deviation = Math.sqrt(IMAGES * probability * (1 - probability));
            assertEquals(IMAGES * probability, flipped, 4 * deviation, "four standard deviations");
        }
    }

    @Test
    void flipIsAFunctionOfTheStreamAlone() {
        Transform flip = create(FLIP, Shape.of(1, 1, 2));
        Transform again = create(FLIP, Shape.of(1, 1, 2), "probability", 0.5);
        for (int i = 99; i >= 0; i--) {
            boolean expected = Philox.stream(4, 2, i).nextDouble() < 0.5;
            assertArrayEquals(
                    expected ? new float[] {6, 5} : new float[] {5, 6}, apply(flip, Philox.stream(4, 2, i), 5, 6));
            assertArrayEquals(apply(flip, Philox.stream(4, 2, i), 5, 6), apply(again, Philox.stream(4, 2, i), 5, 6));
        }
    }

    @Test
    void flipRefusesWhatIsNoProbabilityOrNoImage() {
        assertEquals(
                "probability must be at most 1, but probability=1.5.",
                refusal(FLIP, Shape.of(1, 2, 2), "probability", 1.5));
        assertEquals(
                "random-horizontal-flip: an image must be [C, H, W], but shape=[4]. Put it after a transform that"
                        + " gives one.",
                refusal(FLIP, Shape.of(4)));
    }
}
