package org.neocog.layer.normalization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.tensor.Shape;

class LocalResponseNormLayerTest {
    private static NetworkTrial trial(Object options) {
        return new NetworkTrial(
                new ReferenceBackend(), NetworkTrial.layer(new LocalResponseNormLayer(), "lrn", options));
    }

    private static double[] run(Object options) {
        return trial(options).run(Shape.of(1, 4, 1, 1), 1, 2, 3, 4).values();
    }

    @Test
    void dividesByTheSquaresOfNeighbourChannels() {
        // sums of squares over three channels: 5, 14, 29, 25
        assertArrayEquals(
                new double[] {1.0 / 6, 2.0 / 15, 3.0 / 30, 4.0 / 26},
                run(Map.of("size", 3, "alpha", 3, "beta", 1)),
                1e-12);
    }

    @Test
    void takesAlphaOfThePaperWithoutDivision() {
        assertArrayEquals(
                new double[] {1 / Math.sqrt(12), 2 / Math.sqrt(30), 3 / Math.sqrt(60), 4 / Math.sqrt(52)},
                run(Map.of("size", 3, "alpha", 2, "beta", 0.5, "k", 2, "divide-by-size", false)),
                1e-12);
    }

    @Test
    void hasTheDefaultsOfPyTorch() {
        double[] sums = {14, 30, 30, 29};
        double[] y = run(null);
        for (int c = 0; c < 4; c++) {
            assertEquals((c + 1) * Math.pow(1 + 1e-4 / 5 * sums[c], -0.75), y[c], 1e-12);
        }
        assertArrayEquals(y, run(5));
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        Map<String, Object> strong = Map.of("size", 3, "alpha", 2, "k", 2);
        for (Object options : new Object[] {strong, 5}) {
            Map<String, Double> errors = trial(options).gradientErrors(Shape.of(2, 6, 3, 2), 31);
            assertEquals(1, errors.size());
            errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
        }
        assertEquals(0, trial(5).parameters(Shape.of(2, 6, 3, 2)));
    }

    @Test
    void rejectsInputsWithoutChannels() {
        assertRejected(
                "net.yaml:1:1: local-response-norm \"lrn\": the input must be [N, C, ..], but input=[2]. Change the layer before it. [C1]",
                5,
                2);
    }

    @Test
    void rejectsEvenSizes() {
        assertRejected("net.yaml:1:1: size must be odd, but size=4.", 4, 1, 4, 1, 1);
    }

    @Test
    void rejectsOptionsOutOfRange() {
        assertRejected("net.yaml:1:1: alpha must be at least 0, but alpha=-1.", Map.of("alpha", -1), 1, 4, 1, 1);
        assertRejected("net.yaml:1:1: k must be above 0, but k=0.", Map.of("k", 0), 1, 4, 1, 1);
    }

    private static void assertRejected(String message, Object options, long... images) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> trial(options).lower(Shape.of(images)))
                        .getMessage());
    }
}
