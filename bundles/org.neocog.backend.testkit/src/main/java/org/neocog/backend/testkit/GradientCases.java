package org.neocog.backend.testkit;

import static org.neocog.backend.testkit.CaseList.ints;

import java.util.List;
import java.util.Locale;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** The derivative rule of every op that has one. */
final class GradientCases {
    private GradientCases() {}

    static void addTo(CaseList list, ElementType type) {
        elementwise(list, type);
        reductions(list, type);
        shapes(list, type);
        indices(list, type);
        matrices(list, type);
        convolutions(list, type);
        pooling(list, type);
        normalization(list, type);
        softmax(list, type);
    }

    private static void elementwise(CaseList list, ElementType type) {
        for (UnaryFunction function : UnaryFunction.values()) {
            Operand x = switch (function) {
                case LOG, SQRT, RSQRT -> Operand.positive(type, 3, 5);
                case FLOOR -> Operand.between(0.1, 0.9, type, 3, 5);
                default -> Operand.spread(type, 3, 5);
            };
            GradientCheck.add(list, lower(function), (b, in) -> b.unary(function, in.get(0)), x);
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            GradientCheck.add(
                    list,
                    lower(function),
                    (b, in) -> b.binary(function, in.get(0), in.get(1)),
                    Operand.positive(type, 2, 3, 5),
                    Operand.positive(type, 2, 3, 5));
            GradientCheck.add(
                    list,
                    lower(function) + " of one value twice",
                    (b, in) -> b.binary(function, in.get(0), in.get(0)),
                    Operand.positive(type, 7));
        }
        GradientCheck.add(
                list,
                "select",
                (b, in) -> b.select(in.get(2), in.get(0), in.get(1)),
                Operand.uniform(type, 17),
                Operand.uniform(type, 17),
                Operand.whole(0, 1, ElementType.UINT8, 17));
        GradientCheck.add(
                list,
                "select by a comparison",
                (b, in) -> b.select(b.compare(Comparison.LESS, in.get(0), in.get(1)), in.get(0), b.scale(in.get(1), 3)),
                Operand.uniform(type, 17),
                Operand.uniform(type, 17));
        GradientCheck.add(
                list,
                "a value used many times",
                (b, in) -> b.multiply(
                        b.add(in.get(0), b.unary(UnaryFunction.TANH, in.get(0))), b.multiply(in.get(0), in.get(0))),
                Operand.uniform(type, 6));
        casts(list, type);
    }

    /** No difference can be taken across rounding: the gradient passes through as it is. */
    private static void casts(CaseList list, ElementType type) {
        for (ElementType other : list.backend().device().elementTypes()) {
            if (other != type && other.isFloating()) {
                list.add(
                        "gradients",
                        "cast through " + other,
                        bench -> CompositionCases.castGradient(bench, type, other));
            }
        }
    }

    private static String lower(Enum<?> function) {
        return function.name().toLowerCase(Locale.ROOT);
    }

    private static void reductions(CaseList list, ElementType type) {
        for (ReduceFunction function : ReduceFunction.values()) {
            for (List<Integer> axes : ReductionCases.subsets(3)) {
                GradientCheck.add(
                        list,
                        "reduce_" + lower(function) + " " + axes,
                        (b, in) -> b.reduce(function, in.get(0), axes),
                        Operand.spread(type, 3, 1, 5));
            }
        }
        GradientCheck.add(list, "mean", (b, in) -> b.mean(in.get(0)), Operand.uniform(type, 2, 5));
        GradientCheck.add(
                list, "sum per channel", (b, in) -> b.sumPerChannel(in.get(0)), Operand.uniform(type, 2, 3, 5));
    }

    private static void shapes(CaseList list, ElementType type) {
        GradientCheck.add(
                list, "reshape", (b, in) -> b.reshape(in.get(0), Shape.of(6, 5)), Operand.uniform(type, 2, 3, 5));
        GradientCheck.add(
                list, "transpose", (b, in) -> b.transpose(in.get(0), ints(2, 0, 1)), Operand.uniform(type, 2, 3, 5));
        GradientCheck.add(
                list,
                "slice with strides",
                (b, in) -> b.slice(in.get(0), List.of(1L, 2L), List.of(6L, 13L), List.of(2L, 3L)),
                Operand.uniform(type, 6, 13));
        GradientCheck.add(
                list,
                "slice to nothing",
                (b, in) -> b.slice(in.get(0), List.of(2L), List.of(2L), List.of(3L)),
                Operand.uniform(type, 6));
        GradientCheck.add(
                list,
                "pad with interior",
                (b, in) -> b.pad(in.get(0), List.of(1L, 0L), List.of(0L, 2L), List.of(2L, 1L), 0.5),
                Operand.uniform(type, 3, 5));
        GradientCheck.add(
                list,
                "concatenate",
                (b, in) -> b.concatenate(List.of(in.get(0), in.get(1), in.get(0)), 1),
                Operand.uniform(type, 2, 3),
                Operand.uniform(type, 2, 1));
        broadcast(list, type, ints(), Operand.uniform(type));
        broadcast(list, type, ints(1), Operand.uniform(type, 3));
        broadcast(list, type, ints(0, 2), Operand.uniform(type, 2, 5));
        broadcast(list, type, ints(0, 1, 2), Operand.uniform(type, 1, 3, 1));
        broadcast(list, type, ints(1, 2), Operand.uniform(type, 1, 5));
    }

    private static void broadcast(CaseList list, ElementType type, List<Integer> axes, Operand x) {
        String name = "broadcast " + x.type().shape() + " along " + axes;
        GradientCheck.add(list, name, (b, in) -> b.broadcast(in.get(0), Shape.of(2, 3, 5), axes), x);
    }

    private static void indices(CaseList list, ElementType type) {
        for (ElementType index : List.of(ElementType.INT32, ElementType.INT64)) {
            GradientCheck.add(
                    list,
                    "gather by " + index,
                    (b, in) -> b.gather(in.get(0), in.get(1), 1),
                    Operand.uniform(type, 2, 5, 3),
                    Operand.whole(0, 4, index, 2, 4));
            GradientCheck.add(
                    list,
                    "scatter_add by " + index,
                    (b, in) -> b.scatterAdd(in.get(0), in.get(1), 1, 4),
                    Operand.uniform(type, 2, 5, 3),
                    Operand.whole(0, 3, index, 5));
            GradientCheck.add(
                    list,
                    "scatter_add by " + index + ", some out of range",
                    (b, in) -> b.scatterAdd(in.get(0), in.get(1), 0, 3),
                    Operand.uniform(type, 7, 2),
                    Operand.of(CaseList.type(index, 7), 0, 3, -1, 2, 1, 7, 2));
        }
    }

    private static void matrices(CaseList list, ElementType type) {
        for (int bits = 0; bits < 4; bits++) {
            boolean ta = (bits & 1) > 0;
            boolean tb = (bits & 2) > 0;
            GradientCheck.add(
                    list,
                    "matmul transposeA=" + ta + " transposeB=" + tb,
                    (b, in) -> b.matmul(in.get(0), in.get(1), ta, tb),
                    Operand.uniform(type, ta ? new long[] {2, 5, 3} : new long[] {2, 3, 5}),
                    Operand.uniform(type, tb ? new long[] {2, 6, 5} : new long[] {2, 5, 6}));
        }
    }

    private static void convolutions(CaseList list, ElementType type) {
        convolution(
                list, type, ConvolutionCases.geometry(1, 2, 2, 1, 3, 1), new long[] {2, 3, 13}, new long[] {5, 3, 3});
        convolution(
                list, type, ConvolutionCases.geometry(2, 1, 1, 0, 0, 1), new long[] {2, 3, 5, 6}, new long[] {2, 3, 3, 2
                });
        convolution(
                list, type, ConvolutionCases.geometry(2, 2, 1, 1, 0, 2), new long[] {2, 4, 6, 5}, new long[] {6, 2, 3, 2
                });
        convolution(
                list, type, ConvolutionCases.geometry(2, 1, 2, 2, 1, 3), new long[] {1, 3, 5, 5}, new long[] {3, 1, 3, 3
                });
        convolution(list, type, ConvolutionCases.geometry(3, 2, 1, 1, 1, 1), new long[] {1, 2, 3, 5, 4}, new long[] {
            2, 2, 2, 3, 1
        });
    }

    private static void convolution(CaseList list, ElementType type, ConvolutionGeometry geometry, long[] x, long[] w) {
        String name = " " + Shape.of(x) + " " + Shape.of(w);
        long[] y = new org.neocog.graph.ConvolutionOp.Convolution(geometry)
                .infer(List.of(CaseList.type(type, x), CaseList.type(type, w)))
                .get(0)
                .shape()
                .dims();
        GradientCheck.add(
                list,
                "convolution" + name,
                (b, in) -> b.convolution(in.get(0), in.get(1), geometry),
                Operand.uniform(type, x),
                Operand.uniform(type, w));
        GradientCheck.add(
                list,
                "convolution_input_gradient" + name,
                (b, in) -> b.convolutionInputGradient(in.get(0), in.get(1), Shape.of(x), geometry),
                Operand.uniform(type, y),
                Operand.uniform(type, w));
        GradientCheck.add(
                list,
                "convolution_filter_gradient" + name,
                (b, in) -> b.convolutionFilterGradient(in.get(0), in.get(1), Shape.of(w), geometry),
                Operand.uniform(type, x),
                Operand.uniform(type, y));
    }

    private static void pooling(CaseList list, ElementType type) {
        PoolingWindow overlapping = PoolingWindow.of(ints(3, 2), ints(2, 1)).withPadding(ints(1, 1), ints(1, 0));
        PoolingWindow apart = PoolingWindow.of(ints(2), ints(3));
        for (PoolingWindow window : List.of(overlapping, apart)) {
            long[] x = window == apart ? new long[] {2, 3, 8} : new long[] {2, 3, 5, 6};
            String name = " " + window.size() + " every " + window.strides();
            GradientCheck.add(
                    list, "max_pool" + name, (b, in) -> b.maxPool(in.get(0), window), Operand.spread(type, x));
            for (boolean padding : new boolean[] {false, true}) {
                GradientCheck.add(
                        list,
                        "average_pool" + name + " countPadding=" + padding,
                        (b, in) -> b.averagePool(in.get(0), window, padding),
                        Operand.uniform(type, x));
                long[] y = new org.neocog.graph.PoolingOp.MaxPool(window)
                        .infer(List.of(CaseList.type(type, x)))
                        .get(0)
                        .shape()
                        .dims();
                GradientCheck.add(
                        list,
                        "average_pool_gradient" + name + " countPadding=" + padding,
                        (b, in) -> b.averagePoolGradient(in.get(0), Shape.of(x), window, padding),
                        Operand.uniform(type, y));
            }
            for (double p : new double[] {1, 2, 3.5}) {
                GradientCheck.add(
                        list,
                        "lp_pool" + name + " p=" + p,
                        (b, in) -> b.lpPool(in.get(0), window, p),
                        Operand.spread(type, x));
            }
        }
    }

    private static void normalization(CaseList list, ElementType type) {
        for (long[] x : new long[][] {{5, 3}, {2, 3, 5}, {2, 3, 3, 2}}) {
            GradientCheck.add(
                    list,
                    "batch_normalization_training " + Shape.of(x),
                    (b, in) -> b.batchNormalizationTraining(in.get(0), in.get(1), in.get(2), 1e-2)
                            .get(0),
                    Operand.uniform(type, x),
                    Operand.uniform(type, 3),
                    Operand.uniform(type, 3));
            GradientCheck.add(
                    list,
                    "batch_normalization_inference " + Shape.of(x),
                    3,
                    (b, in) ->
                            b.batchNormalizationInference(in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), 1e-2),
                    Operand.uniform(type, x),
                    Operand.uniform(type, 3),
                    Operand.uniform(type, 3),
                    Operand.uniform(type, 3),
                    Operand.positive(type, 3));
            for (int size : new int[] {1, 3, 7}) {
                GradientCheck.add(
                        list,
                        "local_response_normalization " + Shape.of(x) + " size=" + size,
                        (b, in) -> b.localResponseNormalization(in.get(0), size, 0.7, 0.75, 1.5),
                        Operand.between(-2, 2, type, x));
            }
        }
    }

    private static void softmax(CaseList list, ElementType type) {
        for (int axis = 0; axis < 2; axis++) {
            int along = axis;
            GradientCheck.add(
                    list, "softmax " + axis, (b, in) -> b.softmax(in.get(0), along), Operand.uniform(type, 5, 6));
            GradientCheck.add(
                    list,
                    "log_softmax " + axis,
                    (b, in) -> b.logSoftmax(in.get(0), along),
                    Operand.uniform(type, 5, 6));
        }
        GradientCheck.add(
                list,
                "softmax_cross_entropy by labels",
                (b, in) -> b.softmaxCrossEntropy(in.get(0), in.get(1)),
                Operand.uniform(type, 5, 6),
                Operand.whole(0, 5, ElementType.INT32, 5));
        GradientCheck.add(
                list,
                "softmax_cross_entropy by targets",
                1,
                (b, in) -> b.softmaxCrossEntropy(in.get(0), in.get(1)),
                Operand.uniform(type, 5, 6),
                Operand.between(0, 1, type, 5, 6));
    }
}
