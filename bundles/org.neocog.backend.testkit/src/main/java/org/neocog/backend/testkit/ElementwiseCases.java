package org.neocog.backend.testkit;

import static org.neocog.backend.testkit.CaseList.type;

import java.util.List;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Compare;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.ElementwiseOp.Select;
import org.neocog.graph.ElementwiseOp.Unary;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Elementwise ops at ordinary and awkward sizes, and at the ends of their types. */
final class ElementwiseCases {
    private static final long[][] SHAPES = {
        {}, {0}, {1}, {3}, {17}, {64}, {2, 0, 3}, {1, 1, 1}, {5, 13}, {31, 6}, {2, 3, 5, 6}, {1, 17, 1, 16}, {1021}
    };

    private ElementwiseCases() {}

    static void addTo(CaseList list, ElementType element) {
        for (long[] shape : SHAPES) {
            for (UnaryFunction function : UnaryFunction.values()) {
                list.op("elementwise", new Unary(function), ordinary(function, element, shape));
            }
            for (BinaryFunction function : BinaryFunction.values()) {
                boolean power = function == BinaryFunction.POWER;
                list.op(
                        "elementwise",
                        new Binary(function),
                        power ? Operand.positive(element, shape) : Operand.uniform(element, shape),
                        power ? Operand.between(-3, 3, element, shape) : Operand.positive(element, shape));
            }
        }
        boundaries(list, element);
        for (Comparison comparison : Comparison.values()) {
            list.op("elementwise", new Compare(comparison), Operand.ties(element, 3, 17), Operand.ties(element, 3, 17));
            list.op("elementwise", new Compare(comparison), Operand.ties(element), Operand.ties(element));
        }
        select(list, element);
        casts(list, element);
    }

    private static Operand ordinary(UnaryFunction function, ElementType element, long[] shape) {
        return switch (function) {
            case LOG, SQRT, RSQRT -> Operand.between(0.01, 9, element, shape);
            default -> Operand.between(-5, 5, element, shape);
        };
    }

    /** Each function of each boundary value, and of each pair. */
    private static void boundaries(CaseList list, ElementType element) {
        double[] edges = edges(element);
        int n = edges.length;
        double[] left = new double[n * n];
        double[] right = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            left[i] = edges[i / n];
            right[i] = edges[i % n];
        }
        for (UnaryFunction function : UnaryFunction.values()) {
            list.op("boundary values", "boundaries", new Unary(function), Operand.of(type(element, n), edges));
        }
        TensorType pairs = type(element, n * n);
        for (BinaryFunction function : BinaryFunction.values()) {
            list.op(
                    "boundary values",
                    "boundaries",
                    new Binary(function),
                    Operand.of(pairs, left),
                    Operand.of(pairs, right));
        }
        for (Comparison comparison : Comparison.values()) {
            list.op(
                    "boundary values",
                    "boundaries",
                    new Compare(comparison),
                    Operand.of(pairs, left),
                    Operand.of(pairs, right));
        }
    }

    /** NaN, infinities, zeros, subnormals, the smallest normal and the greatest finite numbers, and ordinary ones. */
    static double[] edges(ElementType element) {
        double tiny = Rounding.leastSubnormal(element);
        double normal = Rounding.leastNormal(element);
        double greatest = Rounding.greatest(element);
        return new double[] {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.0,
            -0.0,
            tiny,
            -tiny,
            3 * tiny,
            normal,
            -normal,
            greatest,
            -greatest,
            1,
            -1,
            0.5,
            2,
            -2.5,
            3,
            1e4,
            -1e4
        };
    }

    private static void select(CaseList list, ElementType element) {
        for (long[] shape : SHAPES) {
            Operand mask = Operand.whole(0, 2, ElementType.UINT8, shape);
            list.op(
                    "elementwise",
                    new Select(),
                    mask,
                    Operand.uniform(element, shape),
                    Operand.uniform(element, shape));
        }
        Operand edges = Operand.of(type(element, 40), edges(element));
        Operand mask = Operand.whole(0, 1, ElementType.UINT8, 40);
        list.op("boundary values", "what is not chosen does not matter", new Select(), mask, edges, edges);
        list.op("boundary values", new Select(), mask, edges, Operand.of(type(element, 40), 7));
        list.op("boundary values", new Select(), mask, Operand.of(type(element, 40), 7), edges);
    }

    private static void casts(CaseList list, ElementType element) {
        double[] ties = {
            0,
            -0.0,
            1,
            -1,
            0.5,
            1.5,
            2.5,
            -0.5,
            -1.5,
            255,
            255.5,
            256,
            254.99,
            -0.99,
            1e3,
            -1e3,
            3e9,
            -3e9,
            1e19,
            -1e19,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            1 + 0x1p-8,
            1 + 0x1.8p-7,
            1 + 0x1p-8 + 0x1p-30,
            1 + 0x1p-24,
            1 + 0x1.8p-23,
            1 + 0x1p-24 + 0x1p-50,
            65536.5,
            16777217,
            0x1p-149,
            0x1p-133,
            0x1.8p-133,
            1e-40,
            3.4e38,
            3.39e38,
            1e39,
            2147483647.0,
            -2147483648.0,
            2147483648.0
        };
        TensorType type = type(element, ties.length);
        for (ElementType to : ElementType.values()) {
            boolean claimed =
                    !to.isFloating() || list.backend().device().elementTypes().contains(to);
            if (claimed) {
                list.op("casts", "saturation, NaN, ties", new Cast(to), Operand.of(type, ties));
                list.op("casts", new Cast(to), Operand.between(-300, 300, element, 5, 13));
                list.op("casts", new Cast(to), Operand.uniform(element));
                list.op("casts", new Cast(to), Operand.uniform(element, 3, 0));
            }
        }
        for (ElementType from : List.of(ElementType.UINT8, ElementType.INT32, ElementType.INT64)) {
            list.op("casts", new Cast(element), Operand.whole(0, 255, from, 31));
            if (from != ElementType.UINT8) {
                list.op("casts", new Cast(element), Operand.whole(-2_000_000_000, 2_000_000_000, from, 6, 17));
            }
        }
    }

    /** What does not depend on a floating type. */
    static void integers(CaseList list) {
        List<ElementType> integers = List.of(ElementType.UINT8, ElementType.INT32, ElementType.INT64);
        for (ElementType from : integers) {
            for (Comparison comparison : Comparison.values()) {
                list.op(
                        "integers",
                        new Compare(comparison),
                        Operand.whole(0, 3, from, 2, 13),
                        Operand.whole(0, 3, from, 2, 13));
            }
            Operand mask = Operand.whole(0, 1, ElementType.UINT8, 3, 5);
            list.op("integers", new Select(), mask, Operand.any(from, 3, 5), Operand.any(from, 3, 5));
            for (ElementType to : integers) {
                list.op("integers", new Cast(to), Operand.any(from, 64));
            }
        }
        double[] wide = {0, 1, -1, 255, 256, 2147483647.0, 2147483648.0, -2147483648.0, -2147483649.0, 0x1p53, -0x1p53};
        for (ElementType to : integers) {
            list.op("integers", "saturation", new Cast(to), Operand.of(type(ElementType.INT64, wide.length), wide));
        }
    }

    /** Elements that float64 cannot hold: moved exactly, or refused. */
    static void wideIntegers(CaseList list) {
        String group = "integers beyond 2^53";
        Operand x = Operand.wide(3, 5);
        Operand mask = Operand.whole(0, 1, ElementType.UINT8, 3, 5);
        Operand indices = Operand.whole(-1, 5, ElementType.INT32, 4);
        List<Long> ones = List.of(1L, 1L);
        list.op(group, new Select(), mask, x, Operand.wide(3, 5));
        list.op(group, new ShapeOp.Reshape(Shape.of(15)), x);
        list.op(group, new ShapeOp.Transpose(List.of(1, 0)), x);
        list.op(group, new ShapeOp.Slice(ones, List.of(3L, 4L), ones), x);
        list.op(group, new ShapeOp.Pad(ones, ones, ones, 7), x);
        list.op(group, new ShapeOp.Concatenate(1), x, x);
        list.op(group, new ShapeOp.Broadcast(Shape.of(2, 3, 5), List.of(1, 2)), x);
        list.op(group, new ShapeOp.Gather(1), x, indices);
        for (ElementType to : List.of(ElementType.UINT8, ElementType.INT32, ElementType.INT64)) {
            list.op(group, new Cast(to), x);
        }
    }
}
