package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.graph.PoolingOp.AveragePool;
import org.neocog.graph.PoolingOp.AveragePoolGradient;
import org.neocog.graph.PoolingOp.LpPool;
import org.neocog.graph.PoolingOp.LpPoolGradient;
import org.neocog.graph.PoolingOp.MaxPool;
import org.neocog.graph.PoolingOp.MaxPoolGradient;
import org.neocog.tensor.Shape;

class PoolingOpTest extends OpFamilyTest {
    private static final PoolingWindow HALVES = PoolingWindow.of(List.of(2, 2), List.of(2, 2));

    /** One broken window or shape with what is said of it. */
    private record Misfit(String label, PoolingWindow window, String x, String text) {}

    private static PoolingWindow padded(int size, int stride, int low, int high) {
        return PoolingWindow.of(List.of(size), List.of(stride)).withPadding(List.of(low), List.of(high));
    }

    private static final List<Misfit> MISFITS = List.of(
            new Misfit(
                    "C2",
                    HALVES,
                    "[1,1,4]",
                    "the input must have 2 dimensions more than the window, which has 1 to 3, but input=[1, 1, 4], window=[2, 2]."),
            new Misfit(
                    "C2",
                    PoolingWindow.of(List.of(), List.of()),
                    "[1,1]",
                    "the input must have 2 dimensions more than the window, which has 1 to 3, but input=[1, 1], window=[]."),
            new Misfit(
                    "C3",
                    PoolingWindow.of(List.of(2, 0), List.of(2, 2)),
                    "[1,1,4,4]",
                    "window and strides must be at least 1, one per spatial axis, but window=[2, 0], strides=[2, 2]."),
            new Misfit(
                    "C3",
                    PoolingWindow.of(List.of(2, 2), List.of(2)),
                    "[1,1,4,4]",
                    "window and strides must be at least 1, one per spatial axis, but window=[2, 2], strides=[2]."),
            new Misfit(
                    "C4",
                    padded(2, 2, 2, 0),
                    "[1,1,4]",
                    "padding must be at least 0 and leave an element in every window, but window=[2], padLow=[2], padHigh=[0]."),
            new Misfit(
                    "C4",
                    padded(2, 2, 0, -1),
                    "[1,1,4]",
                    "padding must be at least 0 and leave an element in every window, but window=[2], padLow=[0], padHigh=[-1]."),
            new Misfit(
                    "C4",
                    padded(2, 1, 0, 2),
                    "[1,1,4]",
                    "padding must be at least 0 and leave an element in every window, but window=[2], padLow=[0], padHigh=[2]."),
            new Misfit(
                    "C4",
                    padded(2, 1, 1, 1),
                    "[1,1,0]",
                    "padding must be at least 0 and leave an element in every window, but window=[2], padLow=[1], padHigh=[1]."),
            new Misfit(
                    "C5",
                    HALVES,
                    "[1,1,4,1]",
                    "the window must fit into the padded input, but window=[2, 2], input=[1, 1, 4, 1], padLow=[0, 0], padHigh=[0, 0]."));

    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        add(samples, HALVES, "[64,6,28,28]", "[64,6,14,14]");
        add(samples, PoolingWindow.of(List.of(3), List.of(2)), "[1,1,4098]", "[1,1,2048]");
        add(samples, PoolingWindow.of(List.of(1, 2, 3), List.of(1, 1, 1)), "[2,3,4,5,6]", "[2,3,4,4,4]");
        add(samples, padded(3, 2, 1, 2), "[1,1,6]", "[1,1,4]");
        add(samples, padded(13, 1, 6, 6), "[1,1,1]", "[1,1,1]");
        add(samples, HALVES, "[0,6,2,2]", "[0,6,1,1]");
        return samples;
    }

    private static void add(List<Sample> to, PoolingWindow window, String x, String y) {
        Shape input = type("f32" + x).shape();
        to.add(sample(new MaxPool(window), "f32" + x, "f32" + y));
        to.add(sample(new MaxPoolGradient(window), "f32" + x + " f32" + y, "f32" + x));
        to.add(sample(new AveragePool(window, true), "f64" + x, "f64" + y));
        to.add(sample(new AveragePoolGradient(window, false, input), "f64" + y, "f64" + x));
        to.add(sample(new LpPool(window, 2), "bf16" + x, "bf16" + y));
        to.add(sample(new LpPoolGradient(window, 2), "bf16" + x + " bf16" + y + " bf16" + y, "bf16" + x));
    }

    @Override
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>(List.of(
                broken("C1", new MaxPool(HALVES), "f32[1,1,4,4] f32[1,1,2,2]", "takes 1 operand, but operands=2."),
                broken("C1", new MaxPoolGradient(HALVES), "f32[1,1,4,4]", "takes 2 operands, but operands=1."),
                broken("C1", new AveragePool(HALVES, true), "", "takes 1 operand, but operands=0."),
                broken(
                        "C1",
                        new AveragePoolGradient(HALVES, true, Shape.of(1, 1, 4, 4)),
                        "f32[1,1,4,4] f32[1,1,2,2]",
                        "takes 1 operand, but operands=2."),
                broken("C1", new LpPool(HALVES, 2), "", "takes 1 operand, but operands=0."),
                broken("C1", new LpPoolGradient(HALVES, 2), "f32[1,1,4,4]", "takes 3 operands, but operands=1."),
                broken(
                        "C1",
                        new MaxPool(HALVES),
                        "i32[1,1,4,4]",
                        "the element type must be floating, but operand=int32[1, 1, 4, 4]."),
                broken(
                        "C1",
                        new MaxPoolGradient(HALVES),
                        "f32[1,1,4,4] f64[1,1,2,2]",
                        "the operands must have one element type, but operands=[float32[1, 1, 4, 4], float64[1, 1, 2, 2]]."),
                broken("C7", new LpPool(HALVES, 0.5), "f32[1,1,4,4]", "p must be finite and at least 1, but p=0.5."),
                broken(
                        "C7",
                        new LpPool(HALVES, Double.POSITIVE_INFINITY),
                        "f32[1,1,4,4]",
                        "p must be finite and at least 1, but p=Infinity."),
                broken(
                        "C7",
                        new LpPoolGradient(HALVES, Double.NaN),
                        "f32[1,1,4,4] f32[1,1,2,2] f32[1,1,2,2]",
                        "p must be finite and at least 1, but p=NaN.")));
        String gradient =
                "the output's gradient must be float32[1, 1, 2, 2], but the output's gradient=float32[1, 1, 2, 1].";
        violations.add(broken("C6", new MaxPoolGradient(HALVES), "f32[1,1,4,4] f32[1,1,2,1]", gradient));
        violations.add(
                broken("C6", new AveragePoolGradient(HALVES, true, Shape.of(1, 1, 4, 4)), "f32[1,1,2,1]", gradient));
        violations.add(broken("C6", new LpPoolGradient(HALVES, 2), "f32[1,1,4,4] f32[1,1,2,2] f32[1,1,2,1]", gradient));
        violations.add(broken(
                "C6",
                new LpPoolGradient(HALVES, 2),
                "f32[1,1,4,4] f32[1,1,2,1] f32[1,1,2,2]",
                "the output must be float32[1, 1, 2, 2], but the output=float32[1, 1, 2, 1]."));
        for (Misfit misfit : MISFITS) {
            PoolingWindow window = misfit.window;
            String x = "f32" + misfit.x;
            Shape input = type(x).shape();
            violations.add(broken(misfit.label, new MaxPool(window), x, misfit.text));
            violations.add(broken(misfit.label, new MaxPoolGradient(window), x + " f32[1,1,1]", misfit.text));
            violations.add(broken(misfit.label, new AveragePool(window, false), x, misfit.text));
            violations.add(
                    broken(misfit.label, new AveragePoolGradient(window, false, input), "f32[1,1,1]", misfit.text));
            violations.add(broken(misfit.label, new LpPool(window, 1), x, misfit.text));
            violations.add(
                    broken(misfit.label, new LpPoolGradient(window, 1), x + " f32[1,1,1] f32[1,1,1]", misfit.text));
        }
        return violations;
    }

    @ParameterizedTest(name = "{0} wide, window {1}, stride {2}, padding {3}+{4}: {5}")
    @CsvSource({
        "6, 2, 2, 0, 0, 3", "6, 3, 1, 0, 0, 4", "7, 2, 2, 0, 0, 3", "7, 2, 2, 0, 1, 4", "13, 3, 2, 0, 0, 6",
        "112, 3, 2, 0, 1, 56", "112, 3, 2, 1, 1, 56", "4, 4, 1, 0, 0, 1", "1, 1, 4, 0, 0, 1", "5, 4, 3, 0, 2, 2"
    })
    void outputHasTheSizeOfTheFormula(int input, int size, int stride, int low, int high, long expected) {
        Shape y = new MaxPool(padded(size, stride, low, high))
                .infer(types("f32[2,3," + input + "]"))
                .get(0)
                .shape();
        assertEquals(Shape.of(2, 3, expected), y);
    }
}
