package org.neocog.layer.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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

class CoreLayersTest {
    private static NetworkTrial trial(LayerType type, Object options) {
        return new NetworkTrial(new ReferenceBackend(), NetworkTrial.layer(type, "l", options));
    }

    private static String refusal(LayerType type, Object options, long... input) {
        return assertThrows(ConfigException.class, () -> trial(type, options).lower(Shape.of(input)))
                .getMessage();
    }

    @Test
    void connectsEveryInputWithEveryOutput() {
        double[] y = trial(new DenseLayer(), 2)
                .set("l.weight", 1, 2, 3, 4, 5, 6)
                .set("l.bias", 0.5, -0.5)
                .run(Shape.of(2, 3), 1, 0, 1, 0, 10, 0)
                .values();
        assertArrayEquals(new double[] {4.5, 9.5, 20.5, 49.5}, y);
    }

    @Test
    void namesParametersAsPyTorchDoes() {
        List<DeclaredVariable> variables = trial(
                        new DenseLayer(), Map.of("units", 84, "bias-init", Map.of("constant", 1)))
                .lower(Shape.of(2, 120))
                .variables();
        assertEquals("l.weight", variables.get(0).variable().name());
        assertEquals(Shape.of(84, 120), variables.get(0).variable().type().shape());
        assertEquals(120, variables.get(0).initialization().fanIn());
        assertEquals(84, variables.get(0).initialization().fanOut());
        assertEquals("l.bias", variables.get(1).variable().name());
        assertEquals("constant", variables.get(1).initialization().initializer().type());
        assertEquals(10_164, trial(new DenseLayer(), 84).parameters(Shape.of(2, 120)));
        assertEquals(
                10_080,
                trial(new DenseLayer(), Map.of("units", 84, "bias", false)).parameters(Shape.of(2, 120)));
    }

    @Test
    void flattensChannelByChannel() {
        Output output = trial(new FlattenLayer(), null).run(Shape.of(2, 2, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        assertEquals(Shape.of(2, 4), output.shape());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, output.values());
    }

    @Test
    void makesProbabilitiesOfTheLogitsOfTheLecture() {
        double[] y = trial(new SoftmaxLayer(), null)
                .run(Shape.of(2, 2), 4, -1, 1000, 1000)
                .values();
        double first = 1 / (1 + Math.exp(-5));
        assertArrayEquals(new double[] {first, 1 - first, 0.5, 0.5}, y, 1e-15);
        double[] perPixel = trial(new SoftmaxLayer(), null)
                .run(Shape.of(1, 2, 1, 2), 0, 4, 0, -1)
                .values();
        assertArrayEquals(new double[] {0.5, first, 0.5, 1 - first}, perPixel, 1e-15);
    }

    @Test
    void padsWithANumber() {
        Output output = trial(new PadLayer(), 1).run(Shape.of(1, 1, 1, 2), 5, 6);
        assertEquals(Shape.of(1, 1, 3, 4), output.shape());
        assertArrayEquals(new double[] {0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0}, output.values());
        double[] sides = trial(new PadLayer(), Map.of("amount", List.of(0, 1, 2, 0), "value", -1))
                .run(Shape.of(1, 1, 1, 1), 7)
                .values();
        assertArrayEquals(new double[] {-1, -1, 7, -1, -1, -1}, sides);
    }

    @Test
    void padsWithCopiesOfTheBorder() {
        Output output = trial(new PadLayer(), Map.of("amount", List.of(1, 2), "mode", "edge"))
                .run(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        assertEquals(Shape.of(1, 1, 4, 6), output.shape());
        assertArrayEquals(
                new double[] {1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4}, output.values());
    }

    @Test
    void measuresTheDistanceFromEachDigit() {
        double[] codes = DigitCodes.of(10);
        assertEquals(10 * 84, codes.length);
        Output output = trial(new RbfLayer(), null).run(Shape.of(10, 84), codes);
        assertEquals(Shape.of(10, 10), output.shape());
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                int different = 0;
                for (int k = 0; k < 84; k++) {
                    different += codes[84 * i + k] == codes[84 * j + k] ? 0 : 1;
                }
                assertEquals(-4.0 * different, output.values()[10 * i + j]);
                assertTrue(i == j || different >= 10, () -> "digits that are too near each other");
            }
        }
        double[] zeros = new double[84];
        double[] fromZero = trial(new RbfLayer(), 3).run(Shape.of(1, 84), zeros).values();
        assertArrayEquals(new double[] {-84, -84, -84}, fromZero);
        assertEquals(0, trial(new RbfLayer(), null).parameters(Shape.of(1, 84)));
    }

    @Test
    void drawsCodesOfInkAndPaper() {
        assertTrue(Arrays.stream(DigitCodes.of(10)).allMatch(element -> element == 1 || element == -1));
        assertEquals(1, DigitCodes.of(2)[84 + 3], "the top of the stroke of 1");
        assertEquals(-1, DigitCodes.of(2)[84]);
    }

    @Test
    void hasGradientsThatFiniteDifferencesConfirm() {
        assertGradients(3, trial(new DenseLayer(), 5), 4, 7);
        assertGradients(1, trial(new FlattenLayer(), null), 2, 2, 3, 3);
        assertGradients(1, trial(new SoftmaxLayer(), null), 4, 7);
        assertGradients(1, trial(new PadLayer(), 2), 2, 2, 3, 3);
        assertGradients(1, trial(new PadLayer(), Map.of("amount", List.of(1, 2), "mode", "edge")), 2, 2, 3, 3);
        assertGradients(1, trial(new RbfLayer(), null), 3, 84);
    }

    private static void assertGradients(int expected, NetworkTrial trial, long... images) {
        Map<String, Double> errors = trial.gradientErrors(Shape.of(images), 29);
        assertEquals(expected, errors.size());
        errors.forEach((name, error) -> assertTrue(error < 1e-7, () -> name + ": relative error " + error));
    }

    @Test
    void rejectsImagesThatAreNotFlat() {
        assertEquals(
                "net.yaml:1:1: dense \"l\": the input must be [N, F], but input=[16, 5, 5]. Put flatten before it. [C1]",
                refusal(new DenseLayer(), 120, 2, 16, 5, 5));
        assertEquals(
                "net.yaml:1:1: softmax \"l\": the input must be [N, C, ..], but input=[2]. Change the layer before it. [C1]",
                refusal(new SoftmaxLayer(), null, 2));
        assertEquals(
                "net.yaml:1:1: flatten \"l\": the input must be [N, ..], but input=[]. Change the layer before it. [C1]",
                refusal(new FlattenLayer(), null));
    }

    @Test
    void rejectsPaddingThatDoesNotFitTheInput() {
        assertEquals(
                "net.yaml:1:1: pad \"l\": the input must be [N, C, spatial..] with 1 to 3 spatial axes, but input=[2, 3]. Change the layer before it. [C1]",
                refusal(new PadLayer(), 1, 2, 3));
        assertEquals(
                "net.yaml:1:1: pad \"l\": amount must have one number, one per spatial axis, or two, but amount=[1, 2, 3], input=[3, 4, 4]. Give one number for all sides. [C2]",
                refusal(new PadLayer(), List.of(1, 2, 3), 2, 3, 4, 4));
        assertEquals(
                "net.yaml:1:1: a value must go with mode constant, but value=1.0, mode=edge. [C3]",
                refusal(new PadLayer(), Map.of("amount", 1, "value", 1, "mode", "edge"), 2, 3, 4, 4));
        assertEquals(
                "net.yaml:1:1: pad \"l\": what is copied must have elements, but input=[2, 3, 0]. Use mode constant. [C4]",
                refusal(new PadLayer(), Map.of("amount", 1, "mode", "edge"), 2, 3, 0));
    }

    @Test
    void rejectsFeaturesThatAreNoCode() {
        assertEquals(
                "net.yaml:1:1: rbf \"l\": the input must be [N, 84], but input=[120]. Put a dense layer of 84 units before it. [C1]",
                refusal(new RbfLayer(), null, 2, 120));
        assertEquals(
                "net.yaml:1:1: classes must be at most 10, but classes=11.",
                refusal(new RbfLayer(), Map.of("classes", 11), 2, 84));
    }
}
