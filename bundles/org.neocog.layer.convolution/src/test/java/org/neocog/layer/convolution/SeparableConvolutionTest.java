package org.neocog.layer.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.NetworkTrial.Output;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

class SeparableConvolutionTest {
    private static NetworkTrial trial(LayerType type, Map<String, Object> options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "c", options));
    }

    private static NetworkTrial depthwise(Map<String, Object> options) {
        return trial(new DepthwiseConv2dLayer(), options);
    }

    private static NetworkTrial separable(Map<String, Object> options) {
        return trial(new SeparableConv2dLayer(), options);
    }

    @Test
    void filtersEachChannelByItself() {
        Output output = depthwise(Map.of("kernel", List.of(1, 2), "multiplier", 2))
                .set("c.weight", 1, 0, 0, 1, 10, 0, 10, 10)
                .set("c.bias", 0, 0.5, 0, 0)
                .run(Shape.of(1, 2, 1, 3), 1, 2, 3, 4, 5, 6);
        assertEquals(Shape.of(1, 4, 1, 2), output.shape());
        assertArrayEquals(new double[] {1, 2, 2.5, 3.5, 40, 50, 90, 110}, output.values());
    }

    @Test
    void isAConvolutionOfOneGroupPerChannel() {
        double[] images = new double[2 * 3 * 7 * 6];
        double[] weight = new double[6 * 9];
        for (int i = 0; i < images.length; i++) {
            images[i] = Math.sin(i);
        }
        for (int i = 0; i < weight.length; i++) {
            weight[i] = Math.cos(3 * i);
        }
        Shape shape = Shape.of(2, 3, 7, 6);
        Map<String, Object> both = Map.of("kernel", 3, "stride", 2, "padding", List.of(0, 1, 2, 1), "bias", false);
        Output grouped = trial(new Conv2dLayer(), with(with(both, "filters", 6), "groups", 3))
                .set("c.weight", weight)
                .run(shape, images);
        Output output =
                depthwise(with(both, "multiplier", 2)).set("c.weight", weight).run(shape, images);
        assertEquals(grouped.shape(), output.shape());
        assertArrayEquals(grouped.values(), output.values());
    }

    private static Map<String, Object> with(Map<String, Object> options, String name, Object value) {
        Map<String, Object> more = new HashMap<>(options);
        more.put(name, value);
        return more;
    }

    @Test
    void mixesTheFilteredChannels() {
        Output output = separable(Map.of("filters", 1, "kernel", List.of(1, 2)))
                .set("c.depthwise.weight", 1, 2, 3, 4)
                .set("c.pointwise.weight", 10, 100)
                .set("c.pointwise.bias", 7)
                .run(Shape.of(1, 2, 1, 2), 1, 2, 3, 4);
        assertEquals(Shape.of(1, 1, 1, 1), output.shape());
        assertArrayEquals(new double[] {10 * 5 + 100 * 25 + 7}, output.values());
    }

    @Test
    void namesParametersAndFansAsPyTorchDoes() {
        List<DeclaredVariable> depthwise = depthwise(Map.of("kernel", 3, "multiplier", 2))
                .lower(Shape.of(1, 4, 5, 5))
                .variables();
        assertEquals(List.of("c.weight", "c.bias"), names(depthwise));
        assertEquals(Shape.of(8, 1, 3, 3), depthwise.get(0).variable().type().shape());
        assertEquals(9, depthwise.get(0).initialization().fanIn());
        assertEquals(18, depthwise.get(0).initialization().fanOut());
        List<DeclaredVariable> separable = separable(Map.of("filters", 6, "kernel", 3, "multiplier", 2))
                .lower(Shape.of(1, 4, 5, 5))
                .variables();
        assertEquals(List.of("c.depthwise.weight", "c.pointwise.weight", "c.pointwise.bias"), names(separable));
        assertEquals(Shape.of(8, 1, 3, 3), separable.get(0).variable().type().shape());
        assertEquals(Shape.of(6, 8, 1, 1), separable.get(1).variable().type().shape());
        assertEquals(8, separable.get(1).initialization().fanIn());
        assertEquals(
                List.of("c.depthwise.weight", "c.pointwise.weight"),
                names(separable(Map.of("filters", 6, "kernel", 3, "bias", false))
                        .lower(Shape.of(1, 4, 5, 5))
                        .variables()));
    }

    private static List<String> names(List<DeclaredVariable> variables) {
        return variables.stream().map(declared -> declared.variable().name()).toList();
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        assertGradients(3, depthwise(Map.of("kernel", 3, "padding", "same", "multiplier", 2)));
        assertGradients(4, separable(Map.of("filters", 4, "kernel", 3, "stride", 2, "dilation", List.of(1, 2))));
    }

    private static void assertGradients(int expected, NetworkTrial trial) {
        Map<String, Double> errors = trial.gradientErrors(Shape.of(2, 3, 6, 7), 17);
        assertEquals(expected, errors.size());
        errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
    }

    @Test
    void rejectsInputsThatDoNotFit() {
        assertRejected(
                "net.yaml:1:1: depthwise-conv2d \"c\": the input must be [N, C, H, W], but input=[2, 400]. Change the layer before it. [C1]",
                depthwise(Map.of("kernel", 3)),
                2,
                400);
        assertRejected(
                "net.yaml:1:1: depthwise-conv2d \"c\": the kernel must fit into the padded input, but kernel=[3, 3], input=[4, 2, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                depthwise(Map.of("kernel", 3)),
                2,
                4,
                2,
                5);
        assertRejected(
                "net.yaml:1:1: separable-conv2d \"c\": the input must be [N, C, H, W], but input=[2, 400]. Change the layer before it. [C1]",
                separable(Map.of("filters", 3, "kernel", 3)),
                2,
                400);
    }

    @Test
    void rejectsOptionsOutOfRange() {
        ConfigException refusal =
                assertThrows(ConfigException.class, () -> separable(Map.of("filters", 0, "multiplier", 0)));
        assertEquals(
                List.of(
                        "filters must be at least 1, but filters=0.",
                        "missing key \"kernel\" in separable-conv2d \"c\".",
                        "multiplier must be at least 1, but multiplier=0."),
                refusal.problems().stream().map(problem -> problem.message()).toList());
    }

    private static void assertRejected(String message, NetworkTrial trial, long... images) {
        assertEquals(
                message,
                assertThrows(ConfigException.class, () -> trial.lower(Shape.of(images)))
                        .getMessage());
    }
}
