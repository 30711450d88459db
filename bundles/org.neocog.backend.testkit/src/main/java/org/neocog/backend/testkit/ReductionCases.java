package org.neocog.backend.testkit;

import static org.neocog.backend.testkit.CaseList.ints;
import static org.neocog.backend.testkit.CaseList.type;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.SourceOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Reductions over every subset of axes, products of matrices, constants, random numbers. */
final class ReductionCases {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private ReductionCases() {}

    static void addTo(CaseList list, ElementType element) {
        for (ReduceFunction function : ReduceFunction.values()) {
            for (List<Integer> axes : subsets(4)) {
                reduce(list, function, axes, Operand.uniform(element, 2, 3, 5, 6));
            }
            for (List<Integer> axes : subsets(3)) {
                reduce(list, function, axes, Operand.uniform(element, 17, 1, 13));
                reduce(list, function, axes, Operand.uniform(element, 3, 0, 2));
            }
            reduce(list, function, ints(), Operand.uniform(element));
            reduce(list, function, ints(0), Operand.uniform(element, 1));
            reduce(list, function, ints(0), Operand.uniform(element, 0));
            reduce(list, function, ints(0), Operand.uniform(element, 4099));
            reduce(list, function, ints(0, 2, 3), Operand.uniform(element, 3, 16, 31, 5));
            reduce(list, function, ints(1), Operand.uniform(element, 13, 7).with(9, NAN, INFINITY, -INFINITY));
            reduce(
                    list,
                    function,
                    ints(1),
                    Operand.of(type(element, 2, 3), -INFINITY, -INFINITY, -INFINITY, NAN, 1, 2));
        }
        argMax(list, element);
        matmul(list, element);
        constants(list, element);
        random(list, element);
    }

    private static void reduce(CaseList list, ReduceFunction function, List<Integer> axes, Operand x) {
        list.op("reductions", new ReductionOp.Reduce(function, axes), x);
    }

    static List<List<Integer>> subsets(int rank) {
        List<List<Integer>> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << rank; bits++) {
            List<Integer> axes = new ArrayList<>();
            for (int axis = 0; axis < rank; axis++) {
                if ((bits >> axis & 1) == 1) {
                    axes.add(axis);
                }
            }
            all.add(axes);
        }
        return all;
    }

    private static void argMax(CaseList list, ElementType element) {
        for (int axis = 0; axis < 3; axis++) {
            list.op("reductions", new ReductionOp.ArgMax(axis), Operand.uniform(element, 5, 13, 6));
            list.op("reductions", "ties", new ReductionOp.ArgMax(axis), Operand.ties(element, 5, 13, 6));
            list.op(
                    "reductions",
                    "NaN",
                    new ReductionOp.ArgMax(axis),
                    Operand.ties(element, 5, 13, 6).with(6, NAN, INFINITY));
        }
        list.op("reductions", new ReductionOp.ArgMax(0), Operand.uniform(element, 1));
        list.op("reductions", new ReductionOp.ArgMax(1), Operand.uniform(element, 0, 3));
        list.op("reductions", new ReductionOp.ArgMax(0), Operand.of(type(element, 3), -INFINITY, -INFINITY, -INFINITY));
        list.op("reductions", new ReductionOp.ArgMax(0), Operand.of(type(element, 4), 1, NAN, INFINITY, NAN));
    }

    private static void matmul(CaseList list, ElementType element) {
        long[][] sizes = {
            {1, 1, 1}, {1, 17, 1}, {2, 3, 5}, {13, 31, 17}, {64, 1, 3}, {6, 64, 6}, {16, 16, 16}, {3, 257, 2}
        };
        for (long[] size : sizes) {
            for (int bits = 0; bits < 4; bits++) {
                matmul(list, element, (bits & 1) > 0, (bits & 2) > 0, size[0], size[1], size[2]);
            }
        }
        for (int bits = 0; bits < 4; bits++) {
            matmul(list, element, (bits & 1) > 0, (bits & 2) > 0, 3, 5, 2, 2);
            matmul(list, element, (bits & 1) > 0, (bits & 2) > 0, 2, 13, 3, 2, 3);
        }
        matmul(list, element, false, false, 0, 3, 2);
        matmul(list, element, false, false, 3, 0, 2);
        matmul(list, element, true, true, 3, 2, 0);
        matmul(list, element, false, true, 3, 2, 5, 0);
        list.op(
                "matrices",
                "NaN and infinity",
                new MatrixOp.Matmul(false, false),
                Operand.uniform(element, 5, 6).with(12, NAN, INFINITY, 0),
                Operand.uniform(element, 6, 5).with(12, -INFINITY, 0));
    }

    private static void matmul(
            CaseList list, ElementType element, boolean ta, boolean tb, long m, long k, long n, long... batch) {
        Shape lead = Shape.of(batch);
        Shape a = lead.concat(ta ? Shape.of(k, m) : Shape.of(m, k));
        Shape b = lead.concat(tb ? Shape.of(n, k) : Shape.of(k, n));
        list.op(
                "matrices",
                new MatrixOp.Matmul(ta, tb),
                Operand.uniform(element, a.dims()),
                Operand.uniform(element, b.dims()));
    }

    private static void constants(CaseList list, ElementType element) {
        for (ElementType each : List.of(element, ElementType.UINT8, ElementType.INT32, ElementType.INT64)) {
            constant(list, TensorType.scalar(each), 3);
            constant(list, type(each, 2, 3), 1, 0, 2, 7, 255, 100);
            constant(list, type(each, 5), 1);
            constant(list, type(each, 0, 3), 1);
        }
        constant(list, type(element, 6), 0.1, NAN, INFINITY, -INFINITY, -0.0, 1e-3);
        constant(list, type(element, 17), -0.0);
    }

    private static void constant(CaseList list, TensorType type, double... values) {
        double[] all =
                NdArray.of(type, values).rounded().map(v -> v).size() == 0 ? new double[0] : repeated(type, values);
        list.op(
                "constants",
                new SourceOp.Constant(org.neocog.graph.ConstantData.of(type.element(), type.shape(), all)));
    }

    private static double[] repeated(TensorType type, double[] values) {
        double[] all = new double[type.shape().intSize()];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i % values.length];
        }
        return all;
    }

    private static void random(CaseList list, ElementType element) {
        long[][] states = {
            {0, 0}, {1, 0}, {0, 1}, {-1, 7}, {0x123456789abcdefL, 1L << 31}, {42, (1L << 32) + 5}, {42, 5}, {42, -1}
        };
        for (long[] state : states) {
            for (int site : new int[] {0, 1, 77}) {
                random(list, element, state, site, 13);
            }
        }
        for (long[] dims : new long[][] {{}, {0}, {1}, {3}, {4}, {2, 3, 5}, {1031}}) {
            random(list, element, new long[] {9, 3}, 2, dims);
        }
    }

    private static void random(CaseList list, ElementType element, long[] state, int site, long... dims) {
        Operand operand = new Operand(type(ElementType.INT64, 2), (array, random) -> {
            array.setLong(0, state[0]);
            array.setLong(1, state[1]);
        });
        String special = "seed=" + state[0] + " step=" + state[1];
        list.op("random numbers", special, new RandomOp.RandomUniform(element, Shape.of(dims), site), operand);
    }
}
