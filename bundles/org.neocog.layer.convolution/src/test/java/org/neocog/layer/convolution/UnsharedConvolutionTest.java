package org.neocog.layer.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.NetworkTrial.Output;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

/** {@code unfold} and {@code locally-connected2d}. */
class UnsharedConvolutionTest {
    private static NetworkTrial trial(LayerType type, Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "l", options));
    }

    private static NetworkTrial locally(Map<String, Object> options) {
        return trial(new LocallyConnected2dLayer(), options);
    }

    private static double[] counting(int count) {
        return IntStream.range(0, count).mapToDouble(i -> i).toArray();
    }

    private static double[] waves(int count, double frequency) {
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.sin(frequency * i))
                .toArray();
    }

    /** The image of the lecture counts from 0 to 63. */
    @Test
    void unfoldsTheImageOfTheLecture() {
        Output output = trial(new UnfoldLayer(), 3).run(Shape.of(1, 1, 8, 8), counting(64));
        assertEquals(Shape.of(1, 9, 36), output.shape());
        double[] first =
                IntStream.range(0, 9).mapToDouble(k -> output.values()[36 * k]).toArray();
        assertArrayEquals(new double[] {0, 1, 2, 8, 9, 10, 16, 17, 18}, first);
        double[] last = IntStream.range(0, 9)
                .mapToDouble(k -> output.values()[36 * k + 35])
                .toArray();
        assertArrayEquals(new double[] {45, 46, 47, 53, 54, 55, 61, 62, 63}, last);
        double[] topLeft = Arrays.copyOf(output.values(), 8);
        assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 8, 9}, topLeft, "what the first weight meets");
    }

    @Test
    void unfoldsChannelByChannelWithStridesDilationAndPadding() {
        Map<String, Object> options =
                Map.of("kernel", List.of(1, 2), "stride", List.of(1, 2), "dilation", 2, "padding", List.of(0, 0, 1, 0));
        Output output = trial(new UnfoldLayer(), options).run(Shape.of(1, 2, 1, 5), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertEquals(Shape.of(1, 4, 2), output.shape());
        assertArrayEquals(new double[] {0, 2, 2, 4, 0, 7, 7, 9}, output.values());
    }

    @Test
    void unfoldedIsAConvolutionByAProduct() {
        Shape images = Shape.of(2, 3, 6, 5);
        double[] x = waves(2 * 3 * 6 * 5, 1.3);
        double[] w = waves(4 * 3 * 9, 0.7);
        Map<String, Object> geometry = Map.of("kernel", 3, "stride", 2, "padding", 1);
        Output columns = trial(new UnfoldLayer(), geometry).run(images, x);
        Output convolved = trial(
                        new Conv2dLayer(), Map.of("kernel", 3, "stride", 2, "padding", 1, "filters", 4, "bias", false))
                .set("l.weight", w)
                .run(images, x);
        assertEquals(Shape.of(2, 27, 9), columns.shape());
        assertEquals(Shape.of(2, 4, 3, 3), convolved.shape());
        for (int n = 0; n < 2; n++) {
            for (int o = 0; o < 4; o++) {
                for (int p = 0; p < 9; p++) {
                    double sum = 0;
                    for (int k = 0; k < 27; k++) {
                        sum += w[27 * o + k] * columns.values()[(27 * n + k) * 9 + p];
                    }
                    assertEquals(sum, convolved.values()[(4 * n + o) * 9 + p], 1e-12);
                }
            }
        }
    }

    /** Six inputs, four outputs that see three each: 3 shared weights, 12 that are not, 24 of a full connection. */
    @Test
    void countsParametersAsInTheLecture() {
        Shape images = Shape.of(1, 1, 1, 6);
        Map<String, Object> options = Map.of("filters", 1, "kernel", List.of(1, 3), "bias", false);
        assertEquals(3, trial(new Conv2dLayer(), options).parameters(images));
        assertEquals(12, locally(options).parameters(images));
        Map<String, Object> full = Map.of("filters", 4, "kernel", List.of(1, 6), "bias", false);
        assertEquals(24, trial(new Conv2dLayer(), full).parameters(images));
        for (Map<String, Object> each : List.of(options, full)) {
            assertEquals(
                    4,
                    trial(new Conv2dLayer(), each)
                            .lower(images)
                            .output()
                            .shape()
                            .size());
        }
    }

    @Test
    void hasFiltersOfItsOwnAtEachPlace() {
        Output output = locally(Map.of("filters", 2, "kernel", List.of(1, 2)))
                .set("l.weight", 1, 0, 0, 1, 10, 0, 0, 10)
                .set("l.bias", 0, 0.5, 0, 0.25)
                .run(Shape.of(2, 1, 1, 3), 1, 2, 3, 4, 5, 6);
        assertEquals(Shape.of(2, 2, 1, 2), output.shape());
        assertArrayEquals(new double[] {1, 20.5, 2, 30.25, 4, 50.5, 5, 60.25}, output.values());
    }

    @Test
    void isAConvolutionWhereAllPlacesHaveOneFilter() {
        Shape images = Shape.of(2, 3, 6, 5);
        double[] x = waves(2 * 3 * 6 * 5, 1.3);
        double[] w = waves(4 * 27, 0.7);
        Map<String, Object> options = Map.of("kernel", 3, "stride", 2, "padding", 1, "filters", 4, "bias", false);
        double[] repeated = new double[9 * w.length];
        Arrays.setAll(repeated, i -> w[i % w.length]);
        Output expected = trial(new Conv2dLayer(), options).set("l.weight", w).run(images, x);
        Output output = locally(options).set("l.weight", repeated).run(images, x);
        assertEquals(expected.shape(), output.shape());
        assertArrayEquals(expected.values(), output.values(), 1e-12);
    }

    @Test
    void namesParametersAndFans() {
        List<DeclaredVariable> variables = locally(Map.of("filters", 5, "kernel", 3))
                .lower(Shape.of(2, 3, 6, 7))
                .variables();
        assertEquals("l.weight", variables.get(0).variable().name());
        assertEquals(
                Shape.of(4, 5, 5, 3, 3, 3), variables.get(0).variable().type().shape());
        assertEquals(27, variables.get(0).initialization().fanIn());
        assertEquals(45, variables.get(0).initialization().fanOut());
        assertEquals("l.bias", variables.get(1).variable().name());
        assertEquals(Shape.of(5, 4, 5), variables.get(1).variable().type().shape());
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        assertGradients(1, trial(new UnfoldLayer(), Map.of("kernel", 3, "padding", 1, "stride", 2)));
        assertGradients(3, locally(Map.of("filters", 3, "kernel", 2, "padding", "same")));
    }

    private static void assertGradients(int expected, NetworkTrial trial) {
        Map<String, Double> errors = trial.gradientErrors(Shape.of(2, 2, 4, 5), 17);
        assertEquals(expected, errors.size());
        errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
    }

    @Test
    void rejectsInputsThatDoNotFit() {
        assertRejected(
                "net.yaml:1:1: unfold \"l\": the input must be [N, C, H, W], but input=[2, 400]. Change the layer before it. [C1]",
                trial(new UnfoldLayer(), 3),
                2,
                400);
        assertRejected(
                "net.yaml:1:1: locally-connected2d \"l\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                locally(Map.of("filters", 1, "kernel", 3)),
                2,
                4,
                2,
                5);
    }

    private static void assertRejected(String message, NetworkTrial trial, long... images) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> trial.lower(Shape.of(images)))
                        .getMessage());
    }
}
