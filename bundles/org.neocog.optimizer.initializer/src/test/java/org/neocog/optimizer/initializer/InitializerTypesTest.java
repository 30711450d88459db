package org.neocog.optimizer.initializer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.optimizer.InitializerType;
import org.neocog.tensor.Philox;

/**
 * Statistics over {@value #COUNT} numbers. Bounds are five standard errors: of the mean {@code s / sqrt(n)}, of the deviation at most {@code
 * s / sqrt(2 n)} (normal; a uniform one spreads less).
 */
class InitializerTypesTest {
    private static final int COUNT = 200_000;
    private static final int FAN_IN = 150;
    private static final int FAN_OUT = 50;
    private static final long SEED = 20261120L;

    private static double[] fill(InitializerType type, long seed, int count, Object... options) {
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        type.create(Options.of(type.schema(), options)).fill(values, FAN_IN, FAN_OUT, Philox.stream(seed, 7, 3));
        return values;
    }

    /** Type, options, mean, standard deviation, bound of the range (infinite for normal). */
    static Stream<Arguments> distributions() {
        double he = Math.sqrt(2.0 / FAN_IN);
        double heOut = Math.sqrt(2.0 / FAN_OUT);
        double glorot = Math.sqrt(2.0 / (FAN_IN + FAN_OUT));
        double lecun = Math.sqrt(1.0 / FAN_IN);
        double sqrt3 = Math.sqrt(3);
        return Stream.of(
                row(new HeInitializerType(), 0, he, normal()),
                row(new HeInitializerType(), 0, heOut, normal(), "mode", "fan-out"),
                row(new HeInitializerType(), 0, he, he * sqrt3, "distribution", "uniform"),
                row(new HeInitializerType(), 0, lecun, normal(), "gain", 1.0),
                row(new GlorotInitializerType(), 0, glorot, Math.sqrt(6.0 / (FAN_IN + FAN_OUT))),
                row(new GlorotInitializerType(), 0, glorot, normal(), "distribution", "normal"),
                row(new GlorotInitializerType(), 0, glorot * 2, glorot * 2 * sqrt3, "gain", 4.0),
                row(new LecunInitializerType(), 0, lecun, normal()),
                row(new LecunInitializerType(), 0, lecun, lecun * sqrt3, "distribution", "uniform"),
                row(new UniformFanInInitializerType(), 0, 2.4 / FAN_IN / sqrt3, 2.4 / FAN_IN),
                row(new UniformFanInInitializerType(), 0, 3.0 / FAN_IN / sqrt3, 3.0 / FAN_IN, "limit", 3.0),
                row(new NormalInitializerType(), 0, 0.01, normal(), "std", 0.01),
                row(new NormalInitializerType(), -2, 0.5, normal(), "mean", -2.0, "std", 0.5),
                row(new UniformInitializerType(), 1, 2 / sqrt3, 2, "low", -1.0, "high", 3.0));
    }

    private static double normal() {
        return Double.POSITIVE_INFINITY;
    }

    private static Arguments row(InitializerType type, double mean, double std, double bound, Object... options) {
        return Arguments.of(type.name() + Arrays.toString(options), type, options, mean, std, bound);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void hasTheMeanTheDeviationAndTheRange(
            String title, InitializerType type, Object[] options, double mean, double std, double bound) {
        double[] values = fill(type, SEED, COUNT, options);
        double average = Arrays.stream(values).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(values).map(v -> (v - average) * (v - average)).sum() / (COUNT - 1));
        double farthest =
                Arrays.stream(values).map(v -> Math.abs(v - mean)).max().orElseThrow();
        assertEquals(mean, average, 5 * std / Math.sqrt(COUNT), "mean with seed " + SEED);
        assertEquals(std, deviation, 5 * std / Math.sqrt(2.0 * COUNT), "deviation with seed " + SEED);
        if (Double.isInfinite(bound)) {
            assertTrue(farthest > 3.5 * std, "a normal one has tails, but the farthest is " + farthest);
        } else {
            assertTrue(farthest <= bound, "the bound is " + bound + ", but the farthest is " + farthest);
            assertTrue(farthest > 0.999 * bound, "the range is filled up to " + bound + ", but only " + farthest);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void isAFunctionOfTheSeed(
            String title, InitializerType type, Object[] options, double mean, double std, double bound) {
        double[] first = fill(type, SEED, 1001, options);
        assertArrayEquals(first, fill(type, SEED, 1001, options), 0.0);
        assertArrayEquals(Arrays.copyOf(first, 13), fill(type, SEED, 13, options), 0.0);
        assertFalse(Arrays.equals(first, fill(type, SEED + 1, 1001, options)));
    }

    @Test
    void normalNumbersFollowTheirDistribution() {
        double[] values = fill(new NormalInitializerType(), SEED, COUNT, "std", 1.0);
        double within1 = Arrays.stream(values).filter(v -> Math.abs(v) < 1).count() / (double) COUNT;
        double within2 = Arrays.stream(values).filter(v -> Math.abs(v) < 2).count() / (double) COUNT;
        assertEquals(0.682689, within1, 5 * Math.sqrt(0.68 * 0.32 / COUNT));
        assertEquals(0.954500, within2, 5 * Math.sqrt(0.95 * 0.05 / COUNT));
    }

    @Test
    void constantFillsWithItsValue() {
        assertArrayEquals(new double[] {0, 0, 0}, fill(new ConstantInitializerType(), SEED, 3), 0.0);
        assertArrayEquals(new double[] {-1.5, -1.5}, fill(new ConstantInitializerType(), SEED, 2, "value", -1.5), 0.0);
    }

    @Test
    void fillsParametersWithoutElements() {
        for (InitializerType type : List.of(new HeInitializerType(), new ConstantInitializerType())) {
            assertEquals(0, fill(type, SEED, 0).length);
        }
    }

    @Test
    void rejectsWhatIsOutOfRange() {
        assertRejected("gain must be above 0, but gain=0.0.", new HeInitializerType(), "gain", 0.0);
        assertRejected("std must be at least 0, but std=-0.1.", new NormalInitializerType(), "std", -0.1);
        assertRejected("missing key \"std\"", new NormalInitializerType());
        assertRejected("limit must be above 0, but limit=0.0.", new UniformFanInInitializerType(), "limit", 0.0);
        assertRejected(
                "low must be below high, but low=1.0, high=1.0. [C1]",
                new UniformInitializerType(),
                "low",
                1.0,
                "high",
                1.0);
    }

    private static void assertRejected(String message, InitializerType type, Object... options) {
        ConfigException thrown =
                assertThrows(ConfigException.class, () -> type.create(Options.of(type.schema(), options)));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }
}
