package org.neocog.backend.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SoftmaxOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** The oracle against numbers worked out by hand. */
class OracleTest {
    private static NdArray array(long[] dims, double... values) {
        return NdArray.of(TensorType.of(ElementType.FLOAT64, dims), values);
    }

    private static long[] dims(long... dims) {
        return dims;
    }

    private static double[] compute(int result, Op op, NdArray... operands) {
        List<TensorType> types =
                op.infer(List.of(operands).stream().map(NdArray::type).toList());
        NdArray y = Oracle.compute(op, List.of(operands), types).get(result);
        double[] values = new double[y.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = y.get(i);
        }
        return values;
    }

    private static void requires(double[] want, Op op, NdArray... operands) {
        assertArrayEquals(want, compute(0, op, operands), 1e-12);
    }

    @Test
    void convolutionDoesNotFlipStridesDilatesAndPads() {
        NdArray x = array(dims(1, 1, 5), 1, 2, 3, 4, 5);
        NdArray w = array(dims(1, 1, 2), 10, 1);
        ConvolutionGeometry unit = ConvolutionGeometry.unit(1);
        requires(new double[] {12, 23, 34, 45}, new ConvolutionOp.Convolution(unit), x, w);
        requires(new double[] {12, 34}, new ConvolutionOp.Convolution(unit.withStrides(2)), x, w);
        requires(new double[] {13, 24, 35}, new ConvolutionOp.Convolution(unit.withDilations(2)), x, w);
        requires(
                new double[] {1, 12, 23, 34, 45, 50, 0},
                new ConvolutionOp.Convolution(unit.withPadding(List.of(1), List.of(2))),
                x,
                w);
    }

    @Test
    void groupsSeeTheirOwnChannels() {
        NdArray x = array(dims(1, 2, 2), 1, 2, 3, 4);
        NdArray w = array(dims(2, 1, 1), 10, 100);
        ConvolutionGeometry two = ConvolutionGeometry.unit(1).withGroups(2);
        requires(new double[] {10, 20, 300, 400}, new ConvolutionOp.Convolution(two), x, w);
        NdArray dy = array(dims(1, 2, 2), 1, 1, 2, 0);
        requires(
                new double[] {10, 10, 200, 0},
                new ConvolutionOp.ConvolutionInputGradient(two, Shape.of(1, 2, 2)),
                dy,
                w);
        requires(new double[] {3, 6}, new ConvolutionOp.ConvolutionFilterGradient(two, Shape.of(2, 1, 1)), x, dy);
    }

    @Test
    void poolingCountsPaddingOnlyWhenToldTo() {
        NdArray x = array(dims(1, 1, 3), -1, -2, -6);
        PoolingWindow window = PoolingWindow.of(List.of(2), List.of(2)).withPadding(List.of(1), List.of(0));
        requires(new double[] {-1, -2}, new PoolingOp.MaxPool(window), x);
        requires(new double[] {-1, -4}, new PoolingOp.AveragePool(window, false), x);
        requires(new double[] {-0.5, -4}, new PoolingOp.AveragePool(window, true), x);
        requires(new double[] {1, Math.sqrt(40)}, new PoolingOp.LpPool(window, 2), x);
        NdArray dy = array(dims(1, 1, 2), 4, 8);
        requires(new double[] {4, 8, 0}, new PoolingOp.MaxPoolGradient(window), x, dy);
        requires(new double[] {4, 4, 4}, new PoolingOp.AveragePoolGradient(window, false, Shape.of(1, 1, 3)), dy);
        requires(new double[] {2, 4, 4}, new PoolingOp.AveragePoolGradient(window, true, Shape.of(1, 1, 3)), dy);
    }

    @Test
    void normalizationUsesBiasedVariance() {
        NdArray x = array(dims(2, 1), 1, 3);
        Op op = new NormalizationOp.BatchNormalizationTraining(3);
        NdArray scale = array(dims(1), 4);
        NdArray offset = array(dims(1), 10);
        assertArrayEquals(new double[] {8, 12}, compute(0, op, x, scale, offset), 1e-12);
        assertArrayEquals(new double[] {2}, compute(1, op, x, scale, offset), 1e-12);
        assertArrayEquals(new double[] {1}, compute(2, op, x, scale, offset), 1e-12);
    }

    @Test
    void localResponseDividesAlphaBySize() {
        NdArray x = array(dims(1, 3, 1), 1, 2, 3);
        requires(
                new double[] {1.0 / 6, 2.0 / 15, 3.0 / 14},
                new NormalizationOp.LocalResponseNormalization(3, 3, 1, 1),
                x);
    }

    @Test
    void lossOfLabelsTargetsAndLabelsOutOfRange() {
        NdArray logits = array(dims(3, 2), Math.log(3), 0, 0, Math.log(3), 5, 5);
        NdArray labels = NdArray.of(TensorType.of(ElementType.INT32, 3), 0, 0, 2);
        requires(
                new double[] {Math.log(4.0 / 3), Math.log(4), Double.NaN},
                new SoftmaxOp.SoftmaxCrossEntropy(),
                logits,
                labels);
        NdArray dy = array(dims(3), 4, 4, 1);
        requires(
                new double[] {-1, 1, -3, 3, Double.NaN, Double.NaN},
                new SoftmaxOp.SoftmaxCrossEntropyGradient(),
                logits,
                labels,
                dy);
        NdArray targets = array(dims(3, 2), 0.5, 0.5, 1, 0, 0, 0);
        requires(
                new double[] {(Math.log(4.0 / 3) + Math.log(4)) / 2, Math.log(4), 0},
                new SoftmaxOp.SoftmaxCrossEntropy(),
                logits,
                targets);
    }

    @Test
    void movesAndReductions() {
        NdArray x = array(dims(2, 3), 1, 2, 3, 4, 5, 6);
        requires(new double[] {1, 4, 2, 5, 3, 6}, new ShapeOp.Transpose(List.of(1, 0)), x);
        requires(new double[] {5, 7, 9}, new ReductionOp.Reduce(ReductionOp.ReduceFunction.SUM, List.of(0)), x);
        requires(new double[] {2, 2}, new ReductionOp.ArgMax(1), x);
        requires(
                new double[] {9, 1, 9, 2, 9, 3, 9},
                new ShapeOp.Pad(List.of(1L), List.of(1L), List.of(1L), 9),
                array(dims(3), 1, 2, 3));
    }

    @Test
    void indicesOutOfRangeGatherNanAndScatterNothing() {
        NdArray indices = NdArray.of(TensorType.of(ElementType.INT32, 3), 2, -1, 0);
        NdArray x = array(dims(3), 1, 2, 3);
        requires(new double[] {3, Double.NaN, 1}, new ShapeOp.Gather(0), x, indices);
        requires(new double[] {3, 0}, new ShapeOp.ScatterAdd(0, 2), x, indices);
    }

    @Test
    void randomNumbersAreThoseOfPhilox() {
        NdArray state = NdArray.zeros(TensorType.of(ElementType.INT64, 2));
        double[] numbers = compute(0, new RandomOp.RandomUniform(ElementType.FLOAT64, Shape.of(5), 0), state);
        assertEquals((0x6627e8d5L >>> 8) * 0x1p-24, numbers[0]);
    }

    @Test
    void roundingIsToNearestEvenAndSaturates() {
        assertEquals(1, Rounding.to(ElementType.BFLOAT16, 1 + 0x1p-8));
        assertEquals(1 + 0x1p-6, Rounding.to(ElementType.BFLOAT16, 1 + 0x1.8p-7));
        assertEquals(1 + 0x1p-7, Rounding.to(ElementType.BFLOAT16, 1 + 0x1p-8 + 0x1p-40));
        assertEquals(Double.POSITIVE_INFINITY, Rounding.to(ElementType.BFLOAT16, 3.4e38));
        assertEquals(-0.0, Rounding.to(ElementType.BFLOAT16, -0x1p-134));
        assertEquals(255, Rounding.to(ElementType.UINT8, 300.7));
        assertEquals(-7, Rounding.to(ElementType.INT32, -7.9));
        assertEquals(0, Rounding.to(ElementType.INT64, Double.NaN));
    }

    @Test
    void toleranceGrowsWithTheNumberOfTerms() {
        Op sum = new ReductionOp.Reduce(ReductionOp.ReduceFunction.SUM, List.of(0));
        TensorType scalar = TensorType.scalar(ElementType.FLOAT32);
        double[] tolerances = new double[2];
        for (int i = 0; i < 2; i++) {
            NdArray x = NdArray.of(TensorType.of(ElementType.FLOAT32, i == 0 ? 4 : 400), 1, -1);
            tolerances[i] = Expectation.of(sum, List.of(x), List.of(scalar), ContractOptions.standard())
                    .get(0)
                    .tolerance()[0];
        }
        assertEquals(8 * (1 + 2) * 0x1p-24 * 4 + Float.MIN_VALUE, tolerances[0]);
        assertEquals(8 * (1 + 20) * 0x1p-24 * 400 + Float.MIN_VALUE, tolerances[1]);
    }

    @Test
    void theSeedIsASystemProperty() {
        assertEquals(1, ContractOptions.standard().seed());
        System.setProperty(ContractOptions.SEED, "4711");
        try {
            assertEquals(4711, ContractOptions.standard().seed());
        } finally {
            System.clearProperty(ContractOptions.SEED);
        }
    }

    @Test
    void rejectsAToleranceFactorBelowOne() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new ContractOptions(1, 0.5, false, true));
        assertEquals(
                "contract: toleranceFactor must be at least 1, but toleranceFactor=0.5. Leave it at 1.",
                e.getMessage());
    }
}
