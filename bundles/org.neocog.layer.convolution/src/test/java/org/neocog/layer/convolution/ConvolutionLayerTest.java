package org.neocog.layer.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.architecture.testkit.NetworkTrial.Output;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.graph.Variable;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

class ConvolutionLayerTest {
    /** 1 left of the middle, 0 right of it. */
    private static final double[] BRIGHT_LEFT = rows(6, 10, 10, 10, 0, 0, 0);

    private static final double[] BRIGHT_RIGHT = rows(6, 0, 0, 0, 10, 10, 10);
    private static final double[] VERTICAL = {1, 0, -1, 1, 0, -1, 1, 0, -1};
    private static final double[] SOBEL_VERTICAL = {1, 0, -1, 2, 0, -2, 1, 0, -1};
    private static final double[] SOBEL_HORIZONTAL = {1, 2, 1, 0, 0, 0, -1, -2, -1};

    private static double[] rows(int count, double... row) {
        double[] all = new double[count * row.length];
        Arrays.setAll(all, i -> row[i % row.length]);
        return all;
    }

    private static NetworkTrial trial(LayerType type, Map<String, Object> options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "c1", options));
    }

    private static NetworkTrial conv2d(Map<String, Object> options) {
        return trial(new Conv2dLayer(), options);
    }

    private static NetworkTrial oneFilter(double... weight) {
        return conv2d(Map.of("filters", 1, "kernel", 3, "bias", false)).set("c1.weight", weight);
    }

    private static String refusal(Map<String, Object> options, long... input) {
        return assertThrows(ConfigException.class, () -> conv2d(options).lower(Shape.of(input)))
                .getMessage();
    }

    @Test
    void findsVerticalEdgesAsInTheLecture() {
        Shape images = Shape.of(1, 1, 6, 6);
        assertArrayEquals(
                rows(4, 0, 30, 30, 0),
                oneFilter(VERTICAL).run(images, BRIGHT_LEFT).values());
        assertArrayEquals(
                rows(4, 0, -30, -30, 0),
                oneFilter(VERTICAL).run(images, BRIGHT_RIGHT).values());
    }

    @Test
    void findsVerticalEdgesBySobelAsInTheLecture() {
        Shape images = Shape.of(1, 1, 6, 6);
        assertArrayEquals(
                rows(4, 0, 40, 40, 0),
                oneFilter(SOBEL_VERTICAL).run(images, BRIGHT_LEFT).values());
        assertArrayEquals(
                rows(4, 0, -40, -40, 0),
                oneFilter(SOBEL_VERTICAL).run(images, BRIGHT_RIGHT).values());
    }

    @Test
    void findsHorizontalEdgesBySobelAsInTheLecture() {
        double[] image = {
            0, 0, 0, 0, 0, 0, 0, 0, //
            0, 0, 0, 0, 0, 1, 1, 0, //
            0, 1, 1, 1, 1, 1, 1, 0, //
            0, 1, 1, 1, 1, 1, 1, 0, //
            0, 1, 1, 1, 1, 1, 1, 0, //
            0, 0, 1, 1, 1, 0, 0, 0, //
            0, 0, 1, 1, 1, 0, 0, 0, //
            0, 0, 0, 0, 0, 0, 0, 0
        };
        double[] edges = {
            -3, -4, -4, -4, -4, -3, //
            -3, -4, -4, -3, -1, 0, //
            0, 0, 0, 0, 0, 0, //
            2, 1, 0, 1, 3, 3, //
            2, 1, 0, 1, 3, 3, //
            1, 3, 4, 3, 1, 0
        };
        Output output = oneFilter(SOBEL_HORIZONTAL).run(Shape.of(1, 1, 8, 8), image);
        assertEquals(Shape.of(1, 1, 6, 6), output.shape());
        assertArrayEquals(edges, output.values());
    }

    @Test
    void slidesAFilterAsInTheLecture() {
        double[] image = {1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0};
        double[] output = oneFilter(1, 0, 1, 0, 1, 0, 1, 0, 1)
                .run(Shape.of(1, 1, 5, 5), image)
                .values();
        assertArrayEquals(new double[] {4, 3, 4, 2, 4, 3, 2, 3, 4}, output);
    }

    @Test
    void addsTheChannelsOfAColourImageAsInTheLecture() {
        double[] image = {
            156, 155, 156, 158, 158, 153, 154, 157, 159, 159, 149, 151, 155, 158, 159, 146, 146, 149, 153, 158, 145,
            143, 143, 148, 158, //
            167, 166, 167, 169, 169, 164, 165, 168, 170, 170, 160, 162, 166, 169, 170, 156, 156, 159, 163, 168, 155,
            153, 153, 158, 168, //
            163, 162, 163, 165, 165, 160, 161, 164, 166, 166, 156, 158, 162, 165, 166, 155, 155, 158, 162, 167, 154,
            152, 152, 157, 167
        };
        double[] filter = {
            -1, -1, 1, 0, 1, -1, 0, 1, 1, //
            1, 0, 0, 1, -1, -1, 1, 0, -1, //
            0, 1, 1, 0, 1, 0, 1, -1, 1
        };
        Output output = conv2d(Map.of("filters", 1, "kernel", 3, "padding", "same"))
                .set("c1.weight", filter)
                .set("c1.bias", 1)
                .run(Shape.of(1, 3, 5, 5), image);
        assertEquals(Shape.of(1, 1, 5, 5), output.shape());
        assertEquals(-25, output.values()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 3, 1, 0, 1, 5", // the lecture's
        "7, 3, 2, 0, 1, 3",
        "7, 3, 3, 1, 1, 3",
        "5, 3, 2, 1, 1, 3",
        "32, 5, 1, 0, 1, 28",
        "32, 5, 1, 2, 1, 32",
        "7, 3, 3, 0, 1, 2", // the last column is not read
        "8, 3, 2, 1, 1, 4",
        "7, 3, 1, 0, 2, 3",
        "7, 3, 2, 0, 3, 1",
        "1, 1, 1, 0, 1, 1",
        "7, 4, 1, same, 1, 7",
        "7, 4, 2, same, 1, 4",
        "7, 3, 1, same, 3, 7",
        "7, 3, 2, valid, 1, 3",
        "2, 1, 2, same, 1, 1"
    })
    void hasOutputsOfTheSizeOfTheFormula(int in, int kernel, int stride, String padding, int dilation, int out) {
        Object sides = padding.matches("\\d") ? (Object) Integer.valueOf(padding) : padding;
        Map<String, Object> options =
                Map.of("filters", 4, "kernel", kernel, "stride", stride, "padding", sides, "dilation", dilation);
        assertEquals(
                Shape.of(2, 4, out, out),
                conv2d(options).lower(Shape.of(2, 3, in, in)).output().shape());
    }

    @Test
    void putsTheOddElementOfSamePaddingBehind() {
        Output output = trial(new Conv1dLayer(), Map.of("filters", 1, "kernel", 2, "padding", "same", "bias", false))
                .set("c1.weight", 10, 1)
                .run(Shape.of(1, 1, 3), 1, 2, 3);
        assertArrayEquals(new double[] {12, 23, 30}, output.values());
    }

    @Test
    void readsPaddingPerAxisAndPerSide() {
        Map<String, Object> perAxis = Map.of("filters", 1, "kernel", 3, "padding", List.of(1, 2));
        Map<String, Object> perSide = Map.of("filters", 1, "kernel", 3, "padding", List.of(0, 1, 2, 3));
        assertEquals(
                Shape.of(1, 1, 5, 7),
                conv2d(perAxis).lower(Shape.of(1, 1, 5, 5)).output().shape());
        assertEquals(
                Shape.of(1, 1, 4, 8),
                conv2d(perSide).lower(Shape.of(1, 1, 5, 5)).output().shape());
        double[] output = conv2d(Map.of("filters", 1, "kernel", 1, "padding", List.of(1, 0, 0, 2), "bias", false))
                .set("c1.weight", 1)
                .run(Shape.of(1, 1, 1, 2), 5, 6)
                .values();
        assertArrayEquals(new double[] {0, 0, 0, 0, 5, 6, 0, 0}, output);
    }

    @Test
    void namesParametersAndFansAsPyTorchDoes() {
        List<DeclaredVariable> variables = conv2d(Map.of("filters", 8, "kernel", List.of(3, 5), "groups", 2))
                .lower(Shape.of(1, 4, 9, 9))
                .variables();
        Variable weight = variables.get(0).variable();
        assertEquals("c1.weight", weight.name());
        assertEquals(Shape.of(8, 2, 3, 5), weight.type().shape());
        assertEquals(30, variables.get(0).initialization().fanIn());
        assertEquals(60, variables.get(0).initialization().fanOut());
        assertEquals("he", variables.get(0).initialization().initializer().type());
        assertEquals("c1.bias", variables.get(1).variable().name());
        assertEquals(Shape.of(8), variables.get(1).variable().type().shape());
        assertEquals(null, variables.get(1).initialization().initializer());
        assertEquals(0, variables.get(1).initialization().constant());
    }

    @Test
    void countsParametersAsInTheLecture() {
        assertEquals(760, conv2d(Map.of("filters", 10, "kernel", 5)).parameters(Shape.of(1, 3, 32, 32)));
        assertEquals(
                153_600,
                conv2d(Map.of("filters", 32, "kernel", 5, "padding", 2, "bias", false))
                        .parameters(Shape.of(1, 192, 28, 28)));
        // depthwise and pointwise, of 2 channels to 4, against one of both
        assertEquals(
                18,
                conv2d(Map.of("filters", 2, "kernel", 3, "groups", 2, "bias", false))
                        .parameters(Shape.of(1, 2, 4, 4)));
        assertEquals(8, conv2d(Map.of("filters", 4, "kernel", 1, "bias", false)).parameters(Shape.of(1, 2, 4, 4)));
        assertEquals(
                72, conv2d(Map.of("filters", 4, "kernel", 3, "bias", false)).parameters(Shape.of(1, 2, 4, 4)));
    }

    @Test
    void convolvesGroupsApart() {
        double[] output = conv2d(Map.of("filters", 2, "kernel", 1, "groups", 2, "bias", false))
                .set("c1.weight", 10, 100)
                .run(Shape.of(1, 2, 1, 2), 1, 2, 3, 4)
                .values();
        assertArrayEquals(new double[] {10, 20, 300, 400}, output);
    }

    @Test
    void convolvesInThreeDimensions() {
        Output output = trial(new Conv3dLayer(), Map.of("filters", 1, "kernel", 2, "bias", false))
                .set("c1.weight", 1, 2, 3, 4, 5, 6, 7, 8)
                .run(Shape.of(1, 1, 2, 2, 3), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertEquals(Shape.of(1, 1, 1, 1, 2), output.shape());
        assertArrayEquals(new double[] {1, 8}, output.values());
    }

    @Test
    void connectsOnlyWhatTheTableSays() {
        Map<String, Object> options = Map.of(
                "filters",
                2,
                "kernel",
                List.of(1, 2),
                "bias",
                false,
                "connections",
                List.of(List.of(2), List.of(0, 1)));
        NetworkTrial trial = conv2d(options).set("c1.weight", 1, 2, 3, 4, 5, 6);
        double[] output =
                trial.run(Shape.of(1, 3, 1, 2), 1, 10, 100, 1000, 7, 9).values();
        assertArrayEquals(new double[] {7 + 18, 3 + 40 + 500 + 6000}, output);
        assertEquals(6, trial.parameters(Shape.of(1, 3, 1, 2)));
        DeclaredVariable weight = trial.lower(Shape.of(1, 3, 1, 2)).variables().get(0);
        assertEquals(Shape.of(3, 1, 2), weight.variable().type().shape());
        assertEquals(3, weight.initialization().fanIn());
        assertEquals(2, weight.initialization().fanOut());
    }

    @Test
    void connectsInTheOrderOfTheTable() {
        double[] output = conv2d(
                        Map.of("filters", 1, "kernel", 1, "bias", false, "connections", List.of(List.of(1, 0))))
                .set("c1.weight", 10, 1)
                .run(Shape.of(1, 2, 1, 1), 3, 4)
                .values();
        assertArrayEquals(new double[] {43}, output);
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        assertGradients(conv2d(Map.of("filters", 3, "kernel", 3, "padding", 1)), 2, 2, 5, 5);
        assertGradients(
                conv2d(Map.of(
                        "filters", 4, "kernel", List.of(2, 3), "stride", 2, "dilation", List.of(1, 2), "groups", 2)),
                2,
                4,
                6,
                7);
        assertGradients(
                conv2d(Map.of(
                        "filters", 3, "kernel", 2, "connections", List.of(List.of(0), List.of(2, 1), List.of(0, 2)))),
                2,
                3,
                4,
                4);
        assertGradients(
                trial(new Conv1dLayer(), Map.of("filters", 2, "kernel", 3, "padding", "same", "stride", 2)), 2, 3, 8);
        assertGradients(trial(new Conv3dLayer(), Map.of("filters", 2, "kernel", 2)), 1, 2, 3, 3, 4);
    }

    private static void assertGradients(NetworkTrial trial, long... images) {
        Map<String, Double> errors = trial.gradientErrors(Shape.of(images), 17);
        assertEquals(3, errors.size());
        errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
    }

    @Test
    void rejectsInputsOfAnotherRank() {
        assertEquals(
                "net.yaml:1:1: conv2d \"c1\": the input must be [N, C, H, W], but input=[2, 400]. Change the layer before it. [C1]",
                refusal(Map.of("filters", 6, "kernel", 5), 2, 400));
    }

    @Test
    void rejectsGroupsThatDoNotDivideInChannels() {
        assertEquals(
                "net.yaml:1:1: conv2d \"c1\": groups must divide inChannels, but groups=3, inChannels=64. Change groups, or the channels of the layer before it. [C2]",
                refusal(Map.of("filters", 6, "kernel", 1, "groups", 3), 1, 64, 5, 5));
    }

    @Test
    void rejectsKernelsLargerThanThePaddedInput() {
        assertEquals(
                "net.yaml:1:1: conv2d \"c1\": the kernel must fit into the padded input, but kernel=[7, 7], input=[1, 5, 5], padding=[0, 0, 0, 0]. Use a smaller kernel or more padding. [C3]",
                refusal(Map.of("filters", 6, "kernel", 7), 9, 1, 5, 5));
        assertEquals(
                "net.yaml:1:1: conv2d \"c1\": the kernel must fit into the padded input, but kernel=[3, 3], input=[1, 5, 5], padding=[0, 0, 0, 0], dilation=[1, 3]. Use a smaller kernel or more padding. [C3]",
                refusal(Map.of("filters", 6, "kernel", 3, "dilation", List.of(1, 3)), 9, 1, 5, 5));
    }

    @Test
    void rejectsGroupsThatDoNotDivideFilters() {
        assertEquals(
                "net.yaml:1:1: groups must divide filters, but groups=4, filters=6. [C4]",
                refusal(Map.of("filters", 6, "kernel", 1, "groups", 4), 1, 4, 5, 5));
    }

    @Test
    void rejectsATableWithoutARowForEachFilter() {
        assertEquals(
                "net.yaml:1:1: connections must have one row per filter, but filters=3, connections=[[0], [1]]. [C5]",
                refusal(Map.of("filters", 3, "kernel", 1, "connections", List.of(List.of(0), List.of(1))), 1, 4, 5, 5));
        assertEquals(
                "net.yaml:1:1: connections must name each channel of a row once, from 0, and one in every row, but connections=[[0, 0]].",
                refusal(Map.of("filters", 1, "kernel", 1, "connections", List.of(List.of(0, 0))), 1, 4, 5, 5));
    }

    @Test
    void rejectsConnectionsWithGroups() {
        assertEquals(
                "net.yaml:1:1: there must be connections or groups, not both, but groups=2, connections=[[0], [1]]. [C6]",
                refusal(
                        Map.of("filters", 2, "kernel", 1, "groups", 2, "connections", List.of(List.of(0), List.of(1))),
                        1,
                        4,
                        5,
                        5));
    }

    @Test
    void rejectsConnectionsToChannelsThatAreNotThere() {
        assertEquals(
                "net.yaml:1:1: conv2d \"c1\": connections must name channels of the input, but connections[1]=[1, 3], inChannels=3. Channels count from 0. [C7]",
                refusal(
                        Map.of("filters", 2, "kernel", 1, "connections", List.of(List.of(0), List.of(1, 3))),
                        1,
                        3,
                        5,
                        5));
    }

    @Test
    void rejectsOptionsOfTheWrongForm() {
        ConfigException refusal = assertThrows(
                ConfigException.class,
                () -> conv2d(Map.of(
                        "filters",
                        0,
                        "kernel",
                        List.of(1, 2, 3),
                        "stride",
                        0,
                        "padding",
                        List.of(1, 2, 3),
                        "dilation",
                        "wide")));
        assertEquals(
                List.of(
                        "filters must be at least 1, but filters=0.",
                        "kernel must have 1 or 2 elements, but kernel=[1, 2, 3].",
                        "stride must be at least 1, but stride=0.",
                        "padding must be same, valid, or 1, 2 or 4 integers, but padding=[1, 2, 3].",
                        "dilation must be a list of integers, but is the text \"wide\"."),
                refusal.problems().stream().map(problem -> problem.message()).toList());
        assertEquals(
                "net.yaml:1:1: padding must be same, valid, or integers of at least 0, but padding=full.",
                refusal(Map.of("filters", 1, "kernel", 1, "padding", "full"), 1, 1, 1, 1));
    }
}
