package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.MixTransform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class MixupTest {
    private static final Shape SHAPE = Shape.of(1, 2, 2);
    private static final int DRAWS = 20_000;
    private final MixupTransformType type = new MixupTransformType();

    private MixTransform create(Object... options) {
        return (MixTransform) type.create(Options.of(type.schema(), options), SHAPE);
    }

    @Test
    void pixelsAreMixedByTheShareOfTheOwnLabel() {
        float[] own = {1, 2, 3, 4};
        float[] next = {10, -20, 30, 0};
        for (long index = 0; index < 20; index++) {
            float[] mixture = new float[4];
            float share = create("alpha", 1).mix(own, next, mixture, Philox.stream(3, 1, index));
            assertTrue(share >= 0 && share <= 1, "share=" + share);
            for (int i = 0; i < 4; i++) {
                assertEquals(share * own[i] + (1 - share) * next[i], mixture[i], 1e-5);
            }
        }
    }

    @Test
    void theSameNumbersGiveTheSameMixture() {
        float[] own = {1, 2, 3, 4};
        float[] next = {0, 0, 0, 1};
        float[] one = new float[4];
        float[] two = new float[4];
        assertEquals(
                create().mix(own, next, one, Philox.stream(3, 1, 9)),
                create().mix(own, next, two, Philox.stream(3, 1, 9)));
        assertArrayEquals(one, two);
    }

    /** Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)); the errors are those of 20 000 numbers, five times over. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 1, 4, 1000})
    void sharesAreOfTheBetaDistribution(double alpha) {
        float[] image = new float[4];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            float share = create("alpha", alpha).mix(image, image, new float[4], Philox.stream(1, 2, i));
            assertTrue(share >= 0 && share <= 1, "share=" + share);
            sum += share - 0.5;
            squares += (share - 0.5) * (share - 0.5);
        }
        double variance = 1 / (4 * (2 * alpha + 1));
        assertEquals(0, sum / DRAWS, 5 * Math.sqrt(variance / DRAWS));
        assertEquals(variance, squares / DRAWS, 5 * variance * Math.sqrt(2.0 / DRAWS));
    }

    /** With alpha = 1 the distribution function is the share itself. */
    @Test
    void allSharesAreEquallyLikelyWithAlphaOne() {
        float[] image = new float[4];
        int[] tenths = new int[10];
        for (int i = 0; i < DRAWS; i++) {
            tenths[
                    (int) Math.min(
                            9, 10 * create("alpha", 1).mix(image, image, new float[4], Philox.stream(4, 2, i)))]++;
        }
        for (int tenth : tenths) {
            assertEquals(DRAWS / 10, tenth, 5 * Math.sqrt(DRAWS * 0.09));
        }
    }

    @Test
    void aloneAnImageStaysAsItIs() {
        float[] target = new float[4];
        create().apply(new float[] {1, 2, 3, 4}, target, Philox.stream(0, 0, 0));
        assertArrayEquals(new float[] {1, 2, 3, 4}, target);
    }

    @Test
    void refusesAnAlphaThatIsNone() {
        assertThrows(ConfigException.class, () -> create("alpha", 0));
    }
}
