package org.neocog.optimizer.initializer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.tensor.Philox;

class FilterInitializerTypeTest {
    private static double[] fill(int count, int fanIn, Object... options) {
        FilterInitializerType type = new FilterInitializerType();
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        type.create(Options.of(type.schema(), options)).fill(values, fanIn, 1, Philox.stream(1, 2, 3));
        return values;
    }

    /** The table of the lecture: name, divisor, elements. */
    static Stream<Arguments> table() {
        return Stream.of(
                row("identity", 1, 0, 0, 0, 0, 1, 0, 0, 0, 0),
                row("edge-diagonal", 1, 1, 0, -1, 0, 0, 0, -1, 0, 1),
                row("edge", 1, 0, -1, 0, -1, 4, -1, 0, -1, 0),
                row("edge-8", 1, -1, -1, -1, -1, 8, -1, -1, -1, -1),
                row("sharpen", 1, 0, -1, 0, -1, 5, -1, 0, -1, 0),
                row("box", 9, 1, 1, 1, 1, 1, 1, 1, 1, 1),
                row("gaussian", 16, 1, 2, 1, 2, 4, 2, 1, 2, 1),
                row(
                        "gaussian-5",
                        256,
                        1,
                        4,
                        6,
                        4,
                        1,
                        4,
                        16,
                        24,
                        16,
                        4,
                        6,
                        24,
                        36,
                        24,
                        6,
                        4,
                        16,
                        24,
                        16,
                        4,
                        1,
                        4,
                        6,
                        4,
                        1),
                row(
                        "unsharp-5",
                        -256,
                        1,
                        4,
                        6,
                        4,
                        1,
                        4,
                        16,
                        24,
                        16,
                        4,
                        6,
                        24,
                        -476,
                        24,
                        6,
                        4,
                        16,
                        24,
                        16,
                        4,
                        1,
                        4,
                        6,
                        4,
                        1),
                row("vertical-edge", 1, 1, 0, -1, 1, 0, -1, 1, 0, -1),
                row("horizontal-edge", 1, 1, 1, 1, 0, 0, 0, -1, -1, -1),
                row("sobel-x", 1, 1, 0, -1, 2, 0, -2, 1, 0, -1),
                row("sobel-y", 1, 1, 2, 1, 0, 0, 0, -1, -2, -1));
    }

    private static Arguments row(String name, double divisor, double... elements) {
        return Arguments.of(name, Arrays.stream(elements).map(e -> e / divisor).toArray());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void hasTheNumbersOfTheLecture(String name, double[] expected) {
        assertArrayEquals(expected, fill(expected.length, expected.length, "names", name));
    }

    /** What smooths or keeps gives 1 of an image of ones, what finds edges 0. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void keepsOrRemovesFlatImages(String name, double[] expected) {
        double sum = Arrays.stream(fill(expected.length, expected.length, "names", name))
                .sum();
        boolean edges = name.contains("edge") || name.startsWith("sobel");
        assertEquals(edges ? 0 : 1, sum, 1e-15);
    }

    @Test
    void repeatsAFilterForEachInputChannelAndTakesTheNextForTheNextOutput() {
        double[] x = {1, 0, -1, 2, 0, -2, 1, 0, -1};
        double[] y = {1, 2, 1, 0, 0, 0, -1, -2, -1};
        double[] values = fill(3 * 2 * 9, 2 * 9, "names", List.of("sobel-x", "sobel-y"));
        double[][] expected = {x, x, y, y, x, x};
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], Arrays.copyOfRange(values, 9 * i, 9 * i + 9));
        }
    }

    @Test
    void takesAFilterOfYourOwn() {
        assertArrayEquals(new double[] {1, -1, 1, -1, 1, -1, 1, -1}, fill(8, 4, "values", List.of(1.0, -1.0)));
    }

    @Test
    void rejectsKernelsOfAnotherSize() {
        assertEquals(
                "default: filter: the layer's kernel must have the size of the filter, but filter=9 elements, fanIn=75, parameter=450 elements. Change kernel. [C3]",
                assertThrows(ConfigException.class, () -> fill(450, 75, "names", "box"))
                        .getMessage());
    }

    @Test
    void rejectsUnknownNames() {
        String message = refusal("names", List.of("box", "emboss"));
        assertEquals(
                "default: names must be of identity, edge, edge-diagonal, edge-8, vertical-edge, horizontal-edge, sobel-x, sobel-y, sharpen, box, gaussian, gaussian-5, unsharp-5, but names=[box, emboss].",
                message);
    }

    @Test
    void rejectsNamesOfTwoSizes() {
        assertEquals(
                "default: the named filters must have one size, but names=[box, gaussian-5]. [C2]",
                refusal("names", List.of("box", "gaussian-5")));
    }

    @Test
    void rejectsBothOrNothing() {
        assertEquals(
                "default: there must be names, or values, not both, but names=absent, values=absent. [C1]", refusal());
        assertEquals(
                "default: there must be names, or values, not both, but names=[box], values=[1.0]. [C1]",
                refusal("names", "box", "values", List.of(1.0)));
    }

    private static String refusal(Object... options) {
        FilterInitializerType type = new FilterInitializerType();
        return assertThrows(ConfigException.class, () -> Options.of(type.schema(), options))
                .getMessage();
    }
}
