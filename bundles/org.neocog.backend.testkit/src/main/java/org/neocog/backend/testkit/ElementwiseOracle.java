package org.neocog.backend.testkit;

import java.util.List;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** Elementwise ops by their javadoc. */
final class ElementwiseOracle {
    private ElementwiseOracle() {}

    static NdArray compute(ElementwiseOp op, List<NdArray> x, TensorType type) {
        NdArray y = NdArray.zeros(type);
        for (int i = 0; i < y.size(); i++) {
            if (op instanceof ElementwiseOp.Unary unary) {
                y.set(i, unary(unary.function(), x.get(0).get(i)));
            } else if (op instanceof ElementwiseOp.Binary binary) {
                y.set(i, binary(binary.function(), x.get(0).get(i), x.get(1).get(i)));
            } else if (op instanceof ElementwiseOp.Compare compare) {
                y.set(i, compare(compare.comparison(), x.get(0), x.get(1), i) ? 1 : 0);
            } else if (op instanceof ElementwiseOp.Select) {
                y.move(i, x.get(0).get(i) != 0 ? x.get(1) : x.get(2), i);
            } else {
                cast(x.get(0), y, i);
            }
        }
        return y;
    }

    static double unary(UnaryFunction function, double x) {
        return switch (function) {
            case NEGATE -> -x;
            case ABS -> x <= 0 ? 0 - x : x;
            case SIGN -> x > 0 ? 1 : x < 0 ? -1 : x;
            case FLOOR -> Math.floor(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case RELU -> Double.isNaN(x) || x > 0 ? x : 0;
        };
    }

    static double binary(BinaryFunction function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> greater(a, b);
            case MINIMUM -> -greater(-a, -b);
            case POWER -> Math.pow(a, b);
        };
    }

    private static double greater(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Double.NaN;
        }
        if (a == 0 && b == 0) {
            return 1 / a > 0 ? a : b;
        }
        return a > b ? a : b;
    }

    private static boolean compare(Comparison comparison, NdArray left, NdArray right, int i) {
        double a = left.get(i);
        double b = right.get(i);
        return switch (comparison) {
            case EQUAL -> a == b;
            case NOT_EQUAL -> !(a == b);
            case LESS -> a < b;
            case LESS_OR_EQUAL -> a < b || a == b;
            case GREATER -> b < a;
            case GREATER_OR_EQUAL -> b < a || a == b;
        };
    }

    private static void cast(NdArray x, NdArray y, int i) {
        if (y.type().element() == ElementType.INT64 && x.type().element() == ElementType.INT64) {
            y.move(i, x, i);
        } else {
            y.set(i, Rounding.to(y.type().element(), x.get(i)));
        }
    }
}
