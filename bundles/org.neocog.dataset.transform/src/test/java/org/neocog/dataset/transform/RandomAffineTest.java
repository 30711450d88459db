package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.neocog.config.Options;
import org.neocog.dataset.Transform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class RandomAffineTest {
    private static final int SIDE = 41;
    private final RandomAffineTransformType type = new RandomAffineTransformType();

    private float[] apply(float[] source, long index, Object... options) {
        Transform transform = type.create(Options.of(type.schema(), options), Shape.of(1, SIDE, SIDE));
        float[] target = new float[source.length];
        transform.apply(source, target, Philox.stream(3, 0, index));
        return target;
    }

    /** A smooth blob at a place from the middle. */
    private static float[] blob(double y, double x) {
        float[] image = new float[SIDE * SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                double dy = i - 20 - y;
                double dx = j - 20 - x;
                image[i * SIDE + j] = (float) Math.exp(-(dy * dy + dx * dx) / 8);
            }
        }
        return image;
    }

    /** Centre of gravity, from the middle: y, x. */
    private static double[] centre(float[] image) {
        double sum = 0;
        double y = 0;
        double x = 0;
        for (int i = 0; i < image.length; i++) {
            sum += image[i];
            y += image[i] * (i / SIDE - 20);
            x += image[i] * (i % SIDE - 20);
        }
        return new double[] {y / sum, x / sum};
    }

    @Test
    void leavesTheImageWithoutOptions() {
        float[] source = blob(3, -2);
        assertArrayEquals(source, apply(source, 1));
    }

    @Test
    void putsPointsWhereTheFormulaSays() {
        for (int index = 0; index < 20; index++) {
            Object[] options = {"translation", 3, "scaling", 0.2, "squeezing", 0.3, "shearing", 0.4};
            Philox.Stream random = Philox.stream(3, 0, index);
            double s = random.uniform(0.8, 1.2);
            double q = random.uniform(0.7, 1.3);
            double h = random.uniform(-0.4, 0.4);
            double ty = random.uniform(-3, 3);
            double tx = random.uniform(-3, 3);
            double[] seen = centre(apply(blob(5, -4), index, options));
            double y = s / q * 5 + ty;
            assertEquals(y, seen[0], 0.05);
            assertEquals(s * q * -4 + h * (s / q) * 5 + tx, seen[1], 0.05);
        }
    }

    @Test
    void fillsWhatComesFromOutside() {
        float[] target = apply(new float[SIDE * SIDE], 5, "translation", 15, "fill", -0.5);
        int filled = 0;
        for (float value : target) {
            filled += value == -0.5f ? 1 : 0;
            assertTrue(value <= 0 && value >= -0.5f);
        }
        assertTrue(filled > SIDE, "filled=" + filled);
    }
}
