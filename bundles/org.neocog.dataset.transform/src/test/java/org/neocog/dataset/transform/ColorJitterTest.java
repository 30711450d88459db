package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.neocog.dataset.transform.AugmentationTest.apply;
import static org.neocog.dataset.transform.AugmentationTest.create;
import static org.neocog.dataset.transform.AugmentationTest.refusal;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neocog.dataset.Transform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class ColorJitterTest {
    private static final float EPSILON = 1e-6f;

    @Test
    void jitterChangesBrightnessContrastAndSaturationByTheirFormulas() {
        Shape shape = Shape.of(3, 1, 2);
        float[] image = {0.2f, 0.4f, 0.3f, 0.5f, 0.1f, 0.6f};
        for (int index = 0; index < 30; index++) {
            double brightness = afterOrder(index).uniform(0.5, 1.5);
            float[] bright = apply(create(new ColorJitterTransformType(), shape, "brightness", 0.5), index, image);
            float[] contrasted = apply(create(new ColorJitterTransformType(), shape, "contrast", 1.2), index, image);
            float[] saturated = apply(create(new ColorJitterTransformType(), shape, "saturation", 0.7), index, image);
            double[] grey = new double[2];
            for (int i = 0; i < 2; i++) {
                grey[i] = 0.299 * image[i] + 0.587 * image[i + 2] + 0.114 * image[i + 4];
            }
            double mean = (grey[0] + grey[1]) / 2;
            for (int i = 0; i < 6; i++) {
                assertEquals(cut(brightness * image[i]), bright[i], EPSILON);
                assertEquals(cut(contrast(index) * image[i] + (1 - contrast(index)) * mean), contrasted[i], EPSILON);
                assertEquals(
                        cut(saturation(index) * image[i] + (1 - saturation(index)) * grey[i % 2]),
                        saturated[i],
                        EPSILON);
            }
        }
    }

    /** The factor of contrast 1.2; that of brightness is drawn before, whatever its strength. */
    private static double contrast(long index) {
        Philox.Stream same = afterOrder(index);
        same.nextDouble();
        return same.uniform(0, 2.2);
    }

    private static double saturation(long index) {
        Philox.Stream same = afterOrder(index);
        same.nextDouble();
        same.nextDouble();
        return same.uniform(0.3, 1.7);
    }

    private static Philox.Stream afterOrder(long index) {
        Philox.Stream same = Philox.stream(9, 4, index);
        same.nextInt(4);
        same.nextInt(3);
        same.nextInt(2);
        return same;
    }

    private static double cut(double value) {
        return Math.max(0, Math.min(1, value));
    }

    @Test
    void jitterTurnsTheHueAsJavaDoes() {
        Shape shape = Shape.of(3, 1, 1);
        Transform jitter = create(new ColorJitterTransformType(), shape, "hue", 0.5);
        Random colours = new Random(8);
        for (int index = 0; index < 200; index++) {
            Philox.Stream same = afterOrder(index);
            for (int i = 0; i < 3; i++) {
                same.nextDouble();
            }
            float turn = (float) same.uniform(-0.5, 0.5);
            float[] rgb = {colours.nextFloat(), colours.nextFloat(), colours.nextFloat()};
            float[] turned = apply(jitter, index, rgb);
            double[] expected = hueTurned(rgb, turn);
            for (int c = 0; c < 3; c++) {
                assertEquals(expected[c], turned[c], 1e-4, "index " + index);
            }
        }
        assertArrayEquals(new float[] {0.3f, 0.3f, 0.3f}, apply(jitter, 0, 0.3f, 0.3f, 0.3f));
        assertEquals(
                "color-jitter: images must have 3 channels (red, green, blue), but shape=[1, 2, 2]. Leave it out.",
                refusal(new ColorJitterTransformType(), Shape.of(1, 2, 2), "hue", 0.1));
    }

    /** By way of the hexagon: hue as an angle, then back. */
    private static double[] hueTurned(float[] rgb, float turn) {
        double max = Math.max(rgb[0], Math.max(rgb[1], rgb[2]));
        double min = Math.min(rgb[0], Math.min(rgb[1], rgb[2]));
        double range = max - min;
        double hue = max == rgb[0]
                ? (rgb[1] - rgb[2]) / range
                : max == rgb[1] ? 2 + (rgb[2] - rgb[0]) / range : 4 + (rgb[0] - rgb[1]) / range;
        double turned = ((hue / 6 + turn) % 1 + 1) % 1 * 6;
        double middle = min + range * (1 - Math.abs(turned % 2 - 1));
        return switch ((int) turned) {
            case 0 -> new double[] {max, middle, min};
            case 1 -> new double[] {middle, max, min};
            case 2 -> new double[] {min, max, middle};
            case 3 -> new double[] {min, middle, max};
            case 4 -> new double[] {middle, min, max};
            default -> new double[] {max, min, middle};
        };
    }

    @Test
    void jitterTakesTheChangesInAllOrders() {
        Shape shape = Shape.of(3, 1, 1);
        Transform all = create(
                new ColorJitterTransformType(),
                shape,
                "brightness",
                0.4,
                "contrast",
                0.4,
                "saturation",
                0.4,
                "hue",
                0.1);
        boolean[] seen = new boolean[24];
        for (int index = 0; index < 500; index++) {
            Philox.Stream same = Philox.stream(9, 4, index);
            seen[same.nextInt(4) * 6 + same.nextInt(3) * 2 + same.nextInt(2)] = true;
            for (float value : apply(all, index, 0.3f, 0.8f, 0.5f)) {
                assertTrue(value >= 0 && value <= 1);
            }
        }
        for (boolean order : seen) {
            assertTrue(order);
        }
    }
}
