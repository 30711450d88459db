package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.ConvolutionOp.ConvolutionFilterGradient;
import org.neocog.graph.ConvolutionOp.ConvolutionInputGradient;
import org.neocog.tensor.Shape;

class ConvolutionOpTest extends OpFamilyTest {
    private static final ConvolutionGeometry UNIT = ConvolutionGeometry.unit(2);

    /** One broken geometry or pair of shapes with what is said of it. */
    private record Misfit(String label, ConvolutionGeometry geometry, String x, String w, String text) {}

    private static final List<Misfit> MISFITS = List.of(
            new Misfit(
                    "C1",
                    UNIT,
                    "[1,1,7]",
                    "[1,1,3,3]",
                    "input and filter must have 2 dimensions more than the geometry, which has 1 to 3, but input=[1, 1, 7], filter=[1, 1, 3, 3], strides=[1, 1]."),
            new Misfit(
                    "C1",
                    UNIT,
                    "[1,1,7,7]",
                    "[1,1,3]",
                    "input and filter must have 2 dimensions more than the geometry, which has 1 to 3, but input=[1, 1, 7, 7], filter=[1, 1, 3], strides=[1, 1]."),
            new Misfit(
                    "C1",
                    ConvolutionGeometry.unit(4),
                    "[1,1,7,7,7,7]",
                    "[1,1,3,3,3,3]",
                    "input and filter must have 2 dimensions more than the geometry, which has 1 to 3, but input=[1, 1, 7, 7, 7, 7], filter=[1, 1, 3, 3, 3, 3], strides=[1, 1, 1, 1]."),
            new Misfit(
                    "C2",
                    UNIT.withStrides(1, 0),
                    "[1,1,7,7]",
                    "[1,1,3,3]",
                    "strides and dilations must be at least 1 and padding at least 0, one per spatial axis, but strides=[1, 0], dilations=[1, 1], padLow=[0, 0], padHigh=[0, 0]."),
            new Misfit(
                    "C2",
                    UNIT.withDilations(1),
                    "[1,1,7,7]",
                    "[1,1,3,3]",
                    "strides and dilations must be at least 1 and padding at least 0, one per spatial axis, but strides=[1, 1], dilations=[1], padLow=[0, 0], padHigh=[0, 0]."),
            new Misfit(
                    "C2",
                    UNIT.withPadding(List.of(0, -1), List.of(0, 0)),
                    "[1,1,7,7]",
                    "[1,1,3,3]",
                    "strides and dilations must be at least 1 and padding at least 0, one per spatial axis, but strides=[1, 1], dilations=[1, 1], padLow=[0, -1], padHigh=[0, 0]."),
            new Misfit(
                    "C3",
                    UNIT.withGroups(3),
                    "[1,64,7,7]",
                    "[6,21,3,3]",
                    "groups must divide inChannels, but groups=3, inChannels=64."),
            new Misfit(
                    "C3",
                    UNIT.withGroups(0),
                    "[1,64,7,7]",
                    "[6,64,3,3]",
                    "groups must divide inChannels, but groups=0, inChannels=64."),
            new Misfit(
                    "C4",
                    UNIT.withGroups(2),
                    "[1,64,7,7]",
                    "[5,32,3,3]",
                    "groups must divide outChannels, but groups=2, outChannels=5."),
            new Misfit(
                    "C5",
                    UNIT.withGroups(2),
                    "[1,64,7,7]",
                    "[6,64,3,3]",
                    "the filter must have inChannels / groups input channels, but filter=[6, 64, 3, 3], inChannels=64, groups=2."),
            new Misfit(
                    "C6",
                    UNIT.withDilations(4, 1),
                    "[1,1,7,7]",
                    "[1,1,3,3]",
                    "the dilated kernel must fit into the padded input, but input=[1, 1, 7, 7], filter=[1, 1, 3, 3], dilations=[4, 1], padLow=[0, 0], padHigh=[0, 0]."),
            new Misfit(
                    "C6",
                    UNIT,
                    "[1,1,7,7]",
                    "[1,1,3,0]",
                    "the dilated kernel must fit into the padded input, but input=[1, 1, 7, 7], filter=[1, 1, 3, 0], dilations=[1, 1], padLow=[0, 0], padHigh=[0, 0]."));

    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        add(samples, UNIT, "[64,1,32,32]", "[6,1,5,5]", "[64,6,28,28]");
        add(samples, UNIT.withGroups(4), "[2,8,1,13]", "[12,2,1,13]", "[2,12,1,1]");
        add(samples, UNIT.withDilations(2, 3), "[1,3,9,9]", "[2,3,3,3]", "[1,2,5,3]");
        add(samples, UNIT.withPadding(List.of(1, 0), List.of(2, 4)), "[1,1,4,4]", "[1,1,3,3]", "[1,1,5,6]");
        add(samples, ConvolutionGeometry.unit(1).withStrides(3), "[1,1,4098]", "[1,1,4]", "[1,1,1365]");
        add(samples, ConvolutionGeometry.unit(3), "[1,2,3,4,5]", "[7,2,1,2,3]", "[1,7,3,3,3]");
        add(samples, UNIT, "[0,1,3,3]", "[2,1,3,3]", "[0,2,1,1]");
        return samples;
    }

    private static void add(List<Sample> to, ConvolutionGeometry geometry, String x, String w, String y) {
        to.add(sample(new Convolution(geometry), "f32" + x + " f32" + w, "f32" + y));
        to.add(sample(
                new ConvolutionInputGradient(geometry, type("f32" + x).shape()), "f64" + y + " f64" + w, "f64" + x));
        to.add(sample(
                new ConvolutionFilterGradient(geometry, type("f32" + w).shape()),
                "bf16" + x + " bf16" + y,
                "bf16" + w));
    }

    @Override
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        Shape x = Shape.of(1, 1, 7, 7);
        Shape w = Shape.of(1, 1, 3, 3);
        for (Op op : List.of(
                new Convolution(UNIT), new ConvolutionInputGradient(UNIT, x), new ConvolutionFilterGradient(UNIT, w))) {
            violations.add(broken(
                    "C7",
                    op,
                    "f32[1,1,7,7]",
                    "takes two operands of one floating element type, but operands=[float32[1, 1, 7, 7]]."));
            violations.add(
                    broken(
                            "C7",
                            op,
                            "f32[1,1,7,7] f64[1,1,3,3]",
                            "takes two operands of one floating element type, but operands=[float32[1, 1, 7, 7], float64[1, 1, 3, 3]]."));
            violations.add(
                    broken(
                            "C7",
                            op,
                            "u8[1,1,7,7] u8[1,1,3,3]",
                            "takes two operands of one floating element type, but operands=[uint8[1, 1, 7, 7], uint8[1, 1, 3, 3]]."));
        }
        for (Misfit misfit : MISFITS) {
            Shape input = type("f32" + misfit.x).shape();
            Shape filter = type("f32" + misfit.w).shape();
            String gradient = " f32[1,1,1,1]";
            violations.add(broken(
                    misfit.label, new Convolution(misfit.geometry), "f32" + misfit.x + " f32" + misfit.w, misfit.text));
            violations.add(broken(
                    misfit.label,
                    new ConvolutionInputGradient(misfit.geometry, input),
                    gradient.strip() + " f32" + misfit.w,
                    misfit.text));
            violations.add(broken(
                    misfit.label,
                    new ConvolutionFilterGradient(misfit.geometry, filter),
                    "f32" + misfit.x + gradient,
                    misfit.text));
        }
        String wrong =
                "the output's gradient must be float32[1, 1, 5, 5], but the output's gradient=float32[1, 1, 4, 5].";
        violations.add(broken("C8", new ConvolutionInputGradient(UNIT, x), "f32[1,1,4,5] f32[1,1,3,3]", wrong));
        violations.add(broken("C8", new ConvolutionFilterGradient(UNIT, w), "f32[1,1,7,7] f32[1,1,4,5]", wrong));
        return violations;
    }

    /** The lectures' worked examples first, then sizes at which rounding matters. */
    @ParameterizedTest(name = "{0} wide, kernel {1}, stride {2}, dilation {3}, padding {4}+{5}: {6}")
    @CsvSource({
        "7, 3, 1, 1, 0, 0, 5",
        "7, 3, 2, 1, 0, 0, 3",
        "7, 3, 3, 1, 1, 1, 3",
        "6, 3, 1, 1, 1, 1, 6",
        "32, 5, 1, 1, 0, 0, 28",
        "227, 11, 4, 1, 0, 0, 55",
        "224, 7, 2, 1, 3, 3, 112",
        "224, 3, 2, 1, 0, 1, 112",
        "7, 3, 3, 1, 0, 0, 2",
        "8, 3, 3, 1, 0, 0, 2",
        "9, 3, 3, 1, 0, 0, 3",
        "1, 1, 4, 1, 0, 0, 1",
        "13, 4, 1, 4, 0, 0, 1",
        "4098, 6, 4, 13, 6, 1, 1010",
        "0, 3, 1, 1, 2, 2, 2"
    })
    void outputHasTheSizeOfTheFormula(
            int input, int kernel, int stride, int dilation, int low, int high, long expected) {
        ConvolutionGeometry geometry = new ConvolutionGeometry(
                Collections.nCopies(2, stride),
                Collections.nCopies(2, dilation),
                Collections.nCopies(2, low),
                Collections.nCopies(2, high),
                1);
        Shape y = new Convolution(geometry)
                .infer(types("f32[2,3," + input + "," + input + "] f32[5,3," + kernel + "," + kernel + "]"))
                .get(0)
                .shape();
        assertEquals(Shape.of(2, 5, expected, expected), y);
        assertEquals(expected, geometry.outputSize(0, input, kernel));
        long positions = 0;
        for (long start = -low; start + (long) dilation * (kernel - 1) < (long) input + high; start += stride) {
            positions++;
        }
        assertEquals(expected, positions, "counted one by one");
    }
}
