package org.neocog.layer.pooling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

class PoolingLayersTest {
    private static final double[] SIX_BY_SIX = {
        0, 5, 4, 3, 0, 0, //
        8, 2, 0, 0, 6, 9, //
        9, 0, 0, 6, 4, 0, //
        8, 6, 0, 8, 9, 6, //
        4, 0, 6, 9, 0, 2, //
        0, 7, 6, 4, 10, 7
    };
    private static final double[] FOUR_BY_FOUR = {1, 3, 2, 1, 2, 9, 1, 1, 1, 3, 2, 3, 5, 6, 1, 2};

    private static NetworkTrial trial(LayerType type, Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "p", options));
    }

    private static double[] run(LayerType type, Object options, int size, double... image) {
        return trial(type, options).run(Shape.of(1, 1, size, size), image).values();
    }

    private static String refusal(LayerType type, Object options, long... input) {
        return assertThrows(ConfigException.class, () -> trial(type, options).lower(Shape.of(input)))
                .getMessage();
    }

    @Test
    void takesTheGreatestAsInTheLectures() {
        assertArrayEquals(new double[] {8, 4, 9, 9, 8, 9, 7, 9, 10}, run(new MaxPoolLayer(), 2, 6, SIX_BY_SIX));
        assertArrayEquals(new double[] {9, 2, 6, 3}, run(new MaxPoolLayer(), 2, 4, FOUR_BY_FOUR));
        double[] exercise = {
            1, 3, 2, 1, 3, //
            2, 9, 1, 1, 5, //
            1, 3, 2, 3, 2, //
            8, 3, 5, 1, 0, //
            5, 6, 1, 2, 9
        };
        assertArrayEquals(
                new double[] {9, 9, 5, 9, 9, 5, 8, 6, 9},
                run(new MaxPoolLayer(), Map.of("size", 3, "stride", 1), 5, exercise));
    }

    @Test
    void takesTheMean() {
        assertArrayEquals(new double[] {3.75, 1.25, 3.75, 2}, run(new AveragePoolLayer(), 2, 4, FOUR_BY_FOUR));
    }

    @Test
    void takesTheNorm() {
        assertArrayEquals(new double[] {5}, run(new LpPoolLayer(), 2, 2, 0, 3, -4, 0), 1e-12);
        assertArrayEquals(new double[] {10}, run(new LpPoolLayer(), Map.of("size", 2, "p", 1), 2, 1, -2, 3, -4), 1e-12);
    }

    @Test
    void countsPaddingOnlyIfTold() {
        double[] image = {1, 2, 3, 4};
        Map<String, Object> options = Map.of("size", 2, "stride", 2, "padding", 1);
        assertArrayEquals(new double[] {1, 2, 3, 4}, run(new AveragePoolLayer(), options, 2, image));
        assertArrayEquals(
                new double[] {0.25, 0.5, 0.75, 1},
                run(
                        new AveragePoolLayer(),
                        Map.of("size", 2, "stride", 2, "padding", 1, "count-padding", true),
                        2,
                        image));
    }

    @Test
    void neverLetsPaddingWin() {
        assertArrayEquals(
                new double[] {-1, -2, -3, -4},
                run(new MaxPoolLayer(), Map.of("size", 2, "padding", 1), 2, -1, -2, -3, -4));
    }

    @ParameterizedTest
    @CsvSource({
        "6, 2, 2, 0, false, 3",
        "5, 2, 2, 0, false, 2",
        "5, 2, 2, 0, true, 3",
        "55, 3, 2, 0, false, 27", // AlexNet's overlapping windows
        "112, 3, 2, 0, true, 56", // GoogLeNet rounds up
        "6, 2, 3, 0, true, 2",
        "4, 1, 3, 0, true, 2",
        "5, 1, 3, 0, true, 2", // a third window would begin behind the input
        "4, 3, 3, 1, true, 2",
        "3, 2, 2, 1, true, 2", // the third would begin in the padding at the end
        "7, 3, 2, same, false, 4",
        "7, 3, 2, valid, false, 3"
    })
    void hasOutputsOfTheSizeOfTheFormula(int in, int size, int stride, String padding, boolean ceil, int out) {
        Object sides = padding.matches("\\d") ? (Object) Integer.valueOf(padding) : padding;
        Map<String, Object> options = Map.of("size", size, "stride", stride, "padding", sides, "ceil-mode", ceil);
        for (LayerType type : List.of(new MaxPoolLayer(), new AveragePoolLayer(), new LpPoolLayer())) {
            assertEquals(
                    Shape.of(2, 3, out, out),
                    trial(type, options).lower(Shape.of(2, 3, in, in)).output().shape());
        }
    }

    @Test
    void readsTheOverhangOfCeilModeOnly() {
        double[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Map<String, Object> options = Map.of("size", 2, "ceil-mode", true);
        assertArrayEquals(new double[] {5, 6, 8, 9}, run(new MaxPoolLayer(), options, 3, image));
        assertArrayEquals(new double[] {3, 4.5, 7.5, 9}, run(new AveragePoolLayer(), options, 3, image));
    }

    /** {@code torch.nn.AvgPool2d(2, padding=1 or 0, ceil_mode=True)}, which counts padding, but not the overhang. */
    @Test
    void neverCountsTheOverhang() {
        double[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertArrayEquals(
                new double[] {3, 4.5, 7.5, 9},
                run(new AveragePoolLayer(), Map.of("size", 2, "ceil-mode", true, "count-padding", true), 3, image));
        assertArrayEquals(
                new double[] {12.0 / 9, 9.0 / 6, 15.0 / 6, 9.0 / 4},
                run(
                        new AveragePoolLayer(),
                        Map.of("size", 3, "stride", 3, "padding", 1, "ceil-mode", true, "count-padding", true),
                        3,
                        image));
    }

    /** Output sizes that {@code torch.nn.MaxPool2d(size, stride, padding, ceil_mode=True)} gives. */
    @ParameterizedTest
    @CsvSource({
        "112, 3, 2, 0, 56", "56, 3, 2, 0, 28", "28, 3, 2, 0, 14", "14, 3, 2, 0, 7", "14, 2, 2, 0, 7", "28, 3, 1, 1, 28",
        "32, 3, 2, 0, 16", "5, 2, 2, 1, 3", "4, 2, 2, 1, 3", "6, 3, 3, 1, 3", "7, 3, 3, 1, 3", "2, 1, 3, 0, 1"
    })
    void roundsUpAsPyTorchDoes(int in, int size, int stride, int padding, int out) {
        // PyTorch: ceil((in + 2 padding - size) / stride) + 1, less one if that window begins behind input and left
        // padding
        int expected = (in + 2 * padding - size + stride - 1) / stride + 1;
        expected -= (expected - 1) * stride >= in + padding ? 1 : 0;
        assertEquals(out, expected, "the table");
        Map<String, Object> options = Map.of("size", size, "stride", stride, "padding", padding, "ceil-mode", true);
        assertEquals(
                Shape.of(1, 1, out, out),
                trial(new MaxPoolLayer(), options)
                        .lower(Shape.of(1, 1, in, in))
                        .output()
                        .shape());
    }

    @Test
    void poolsOneAndThreeAxes() {
        assertArrayEquals(
                new double[] {2, 4},
                trial(new MaxPoolLayer(), 2).run(Shape.of(1, 1, 4), 1, 2, 3, 4).values());
        Output output = trial(new MaxPoolLayer(), List.of(1, 2, 1)).run(Shape.of(1, 1, 2, 2, 1), 1, 2, 3, 4);
        assertEquals(Shape.of(1, 1, 2, 1, 1), output.shape());
        assertArrayEquals(new double[] {2, 4}, output.values());
    }

    @Test
    void averagesWholeChannels() {
        Output output = trial(new GlobalAveragePoolLayer(), null).run(Shape.of(1, 2, 2, 2), 1, 2, 3, 6, 0, 0, 1, 1);
        assertEquals(Shape.of(1, 2), output.shape());
        assertArrayEquals(new double[] {3, 0.5}, output.values());
    }

    @Test
    void subsamplesByATrainedCoefficientAndBias() {
        NetworkTrial trial =
                trial(new SubsamplingLayer(), null).set("p.weight", 10, 100).set("p.bias", 1, 2);
        Output output = trial.run(Shape.of(1, 2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        assertArrayEquals(new double[] {101, 2602}, output.values(), 1e-9);
        assertEquals(12, trial(new SubsamplingLayer(), 2).parameters(Shape.of(1, 6, 28, 28)));
        assertEquals(32, trial(new SubsamplingLayer(), 2).parameters(Shape.of(1, 16, 10, 10)));
    }

    @Test
    void startsSubsamplingAsTheMean() {
        assertArrayEquals(new double[] {3.75, 1.25, 3.75, 2}, run(new SubsamplingLayer(), null, 4, FOUR_BY_FOUR));
        Map<String, Object> given = Map.of("weight-init", Map.of("type", "uniform-fan-in", "limit", 2.4));
        DeclaredVariable weight = trial(new SubsamplingLayer(), given)
                .lower(Shape.of(1, 6, 4, 4))
                .variables()
                .get(0);
        assertEquals("uniform-fan-in", weight.initialization().initializer().type());
        assertEquals(4, weight.initialization().fanIn());
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        Map<String, Object> overlapping = Map.of("size", 3, "stride", 2, "padding", 1, "ceil-mode", true);
        assertGradients(1, trial(new MaxPoolLayer(), overlapping));
        assertGradients(1, trial(new AveragePoolLayer(), overlapping));
        assertGradients(1, trial(new AveragePoolLayer(), Map.of("size", 3, "padding", 1, "count-padding", true)));
        assertGradients(
                1,
                trial(
                        new AveragePoolLayer(),
                        Map.of("size", 3, "stride", 2, "padding", 1, "ceil-mode", true, "count-padding", true)));
        assertGradients(1, trial(new LpPoolLayer(), overlapping));
        assertGradients(1, trial(new GlobalAveragePoolLayer(), null));
        assertGradients(3, trial(new SubsamplingLayer(), null).set("p.bias", 0.5, -0.5));
    }

    private static void assertGradients(int expected, NetworkTrial trial) {
        Map<String, Double> errors = trial.gradientErrors(Shape.of(2, 2, 6, 5), 23);
        assertEquals(expected, errors.size());
        errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
    }

    @Test
    void rejectsInputsWithoutSpatialAxes() {
        assertEquals(
                "net.yaml:1:1: max-pool \"p\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 10]. Change the layer before it. [C1]",
                refusal(new MaxPoolLayer(), 2, 2, 10));
        assertEquals(
                "net.yaml:1:1: global-average-pool \"p\": the input must be [N, C, spatial..] with elements, but input=[2, 10]. Change the layer before it. [C1]",
                refusal(new GlobalAveragePoolLayer(), null, 2, 10));
    }

    @Test
    void rejectsSizesForOtherAxes() {
        assertEquals(
                "net.yaml:1:1: max-pool \"p\": size, stride and padding must have one number, or one per spatial axis, but size=[2, 2], stride=[1, 1], padding=0, input=[3, 8]. Give one number for all axes. [C2]",
                refusal(new MaxPoolLayer(), Map.of("size", List.of(2, 2), "stride", List.of(1, 1)), 2, 3, 8));
    }

    @Test
    void rejectsWindowsLargerThanThePaddedInput() {
        assertEquals(
                "net.yaml:1:1: subsampling \"p\": the window must fit into the padded input, but size=[2, 2], input=[6, 1, 4], padding=[0, 0, 0, 0]. Use a smaller window or more padding. [C3]",
                refusal(new SubsamplingLayer(), null, 2, 6, 1, 4));
    }

    @Test
    void rejectsPaddingAsLargeAsTheWindow() {
        assertEquals(
                "net.yaml:1:1: average-pool \"p\": padding must be less than the window, but padding=[2, 2, 2, 2], size=[2, 2]. Use less padding, or a pad layer. [C4]",
                refusal(new AveragePoolLayer(), Map.of("size", 2, "padding", 2), 2, 6, 4, 4));
    }

    @Test
    void rejectsANormBelowOne() {
        assertEquals(
                "net.yaml:1:1: p must be at least 1, but p=0.5.",
                refusal(new LpPoolLayer(), Map.of("size", 2, "p", 0.5), 2, 6, 4, 4));
    }
}
