package org.neocog.backend.testkit;

import java.util.List;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Pooling: apart, overlapping, with gaps, padded, as large as the input; each with its gradient. */
final class PoolingCases {
    private PoolingCases() {}

    static void addTo(CaseList list, ElementType element) {
        all(list, element, PoolingWindow.of(List.of(1), List.of(1)), 1, 1, 1);
        all(list, element, PoolingWindow.of(List.of(3), List.of(2)), 2, 3, 13);
        all(list, element, PoolingWindow.of(List.of(2), List.of(5)), 1, 5, 17);
        all(list, element, PoolingWindow.of(List.of(3), List.of(1)).withPadding(List.of(2), List.of(0)), 3, 1, 6);
        all(list, element, PoolingWindow.of(List.of(2, 2), List.of(2, 2)), 2, 6, 28, 28);
        all(list, element, PoolingWindow.of(List.of(2, 2), List.of(2, 2)), 2, 17, 5, 7);
        all(list, element, PoolingWindow.of(List.of(3, 3), List.of(2, 2)), 3, 16, 13, 13);
        all(list, element, PoolingWindow.of(List.of(3, 3), List.of(1, 1)), 1, 3, 6, 5);
        all(list, element, PoolingWindow.of(List.of(5, 6), List.of(1, 1)), 2, 5, 5, 6);
        all(list, element, PoolingWindow.of(List.of(1, 1), List.of(3, 2)), 2, 3, 6, 5);
        all(
                list,
                element,
                PoolingWindow.of(List.of(3, 2), List.of(2, 3)).withPadding(List.of(1, 0), List.of(2, 1)),
                2,
                3,
                7,
                6);
        all(
                list,
                element,
                PoolingWindow.of(List.of(3, 3), List.of(2, 2)).withPadding(List.of(1, 1), List.of(1, 1)),
                2,
                5,
                6,
                13);
        all(
                list,
                element,
                PoolingWindow.of(List.of(3, 3), List.of(1, 1)).withPadding(List.of(2, 2), List.of(2, 2)),
                1,
                2,
                1,
                1);
        all(list, element, PoolingWindow.of(List.of(2, 3, 2), List.of(1, 2, 2)), 2, 3, 5, 6, 3);
        all(
                list,
                element,
                PoolingWindow.of(List.of(2, 3, 2), List.of(2, 1, 1)).withPadding(List.of(1, 2, 0), List.of(0, 1, 1)),
                1,
                2,
                3,
                5,
                6);
        all(list, element, PoolingWindow.of(List.of(2, 2), List.of(1, 1)), 0, 3, 5, 5);
        all(list, element, PoolingWindow.of(List.of(2, 2), List.of(1, 1)), 2, 0, 5, 5);
        special(list, element);
    }

    private static TensorType output(PoolingWindow window, TensorType x) {
        return new PoolingOp.MaxPool(window).infer(List.of(x)).get(0);
    }

    private static void all(CaseList list, ElementType element, PoolingWindow window, long... dims) {
        TensorType type = TensorType.of(element, dims);
        long[] y = output(window, type).shape().dims();
        Operand x = Operand.uniform(element, dims);
        list.op("pooling", new PoolingOp.MaxPool(window), x);
        list.op("pooling", new PoolingOp.MaxPoolGradient(window), x, Operand.uniform(element, y));
        list.op(
                "pooling",
                "ties",
                new PoolingOp.MaxPoolGradient(window),
                Operand.ties(element, dims),
                Operand.uniform(element, y));
        for (boolean countPadding : new boolean[] {false, true}) {
            list.op("pooling", new PoolingOp.AveragePool(window, countPadding), x);
            list.op(
                    "pooling",
                    new PoolingOp.AveragePoolGradient(window, countPadding, Shape.of(dims)),
                    Operand.uniform(element, y));
        }
        for (double p : new double[] {1, 2, 3.5}) {
            list.op("pooling", new PoolingOp.LpPool(window, p), x);
            lpGradient(list, "", window, p, x);
        }
    }

    /** The second operand is the result that belongs to the first. */
    private static void lpGradient(CaseList list, String special, PoolingWindow window, double p, Operand x) {
        TensorType y = output(window, x.type());
        NdArray[] drawn = new NdArray[1];
        Operand first = new Operand(x.type(), (array, random) -> {
            x.fill().into(array, random);
            drawn[0] = array.rounded();
        });
        Operand second = new Operand(y, (array, random) -> {
            NdArray norm = Oracle.compute(new PoolingOp.LpPool(window, p), List.of(drawn[0]), List.of(y))
                    .get(0);
            for (int i = 0; i < array.size(); i++) {
                array.set(i, norm.get(i));
            }
        });
        list.op(
                "pooling",
                special,
                new PoolingOp.LpPoolGradient(window, p),
                first,
                second,
                Operand.uniform(y.element(), y.shape().dims()));
    }

    private static void special(CaseList list, ElementType element) {
        PoolingWindow window = PoolingWindow.of(List.of(2, 2), List.of(1, 1));
        PoolingWindow padded = PoolingWindow.of(List.of(3, 3), List.of(2, 2)).withPadding(List.of(1, 1), List.of(1, 1));
        double nan = Double.NaN;
        double infinity = Double.POSITIVE_INFINITY;
        Operand wild = Operand.uniform(element, 2, 3, 5, 6).with(8, nan, infinity, -infinity);
        Operand negative = Operand.between(-9, -1, element, 2, 3, 5, 6);
        for (PoolingWindow each : List.of(window, padded)) {
            TensorType y = output(each, wild.type());
            list.op("pooling", "NaN and infinity", new PoolingOp.MaxPool(each), wild);
            list.op("pooling", "all negative: padding never wins", new PoolingOp.MaxPool(each), negative);
            list.op("pooling", "all -infinity", new PoolingOp.MaxPool(each), Operand.of(wild.type(), -infinity));
            list.op(
                    "pooling",
                    "NaN counts as greatest",
                    new PoolingOp.MaxPoolGradient(each),
                    wild,
                    Operand.uniform(element, y.shape().dims()));
            list.op("pooling", "NaN and infinity", new PoolingOp.AveragePool(each, true), wild);
            list.op("pooling", "NaN and infinity", new PoolingOp.AveragePool(each, false), wild);
            lpGradient(list, "all zero", each, 2, Operand.of(wild.type(), 0));
            lpGradient(
                    list, "zeros", each, 3, Operand.uniform(element, 2, 3, 5, 6).with(2, 0));
        }
    }
}
