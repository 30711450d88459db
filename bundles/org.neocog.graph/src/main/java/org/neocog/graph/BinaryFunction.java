package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp.Comparison;

/** The functions of two numbers that {@link ElementwiseOp.Binary} applies, with their definition and derivatives. */
public enum BinaryFunction {
    /** {@code a + b}. */
    ADD,
    /** {@code a - b}. */
    SUBTRACT,
    /** {@code a * b}. */
    MULTIPLY,
    /** {@code a / b}, IEEE 754: a division by zero gives infinity or NaN. */
    DIVIDE,
    /** The greater; NaN if either is NaN; +0 above -0. The gradient goes to a where {@code a >= b}, else to b. */
    MAXIMUM,
    /** The smaller; NaN if either is NaN; -0 below +0. The gradient goes to a where {@code a <= b}, else to b. */
    MINIMUM,
    /** {@code a^b} as {@link Math#pow}. By a the derivative is 0 where b is 0, by b it is 0 where {@code a^b} is 0. */
    POWER;

    /** The definition of the function, in float64. */
    public double apply(double a, double b) {
        return switch (this) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case POWER -> Math.pow(a, b);
        };
    }

    List<@Nullable Value> gradient(GradientContext context) {
        GraphBuilder g = context.builder();
        Value a = context.in(0);
        Value b = context.in(1);
        Value dy = context.grad();
        return Operands.list(
                context.needs(0) ? byFirst(g, a, b, dy) : null,
                context.needs(1) ? bySecond(g, a, b, context.out(0), dy) : null);
    }

    private Value byFirst(GraphBuilder g, Value a, Value b, Value dy) {
        return switch (this) {
            case ADD, SUBTRACT -> dy;
            case MULTIPLY -> g.multiply(dy, b);
            case DIVIDE -> g.divide(dy, b);
            case MAXIMUM -> g.select(g.compare(Comparison.GREATER_OR_EQUAL, a, b), dy, g.zeros(dy.type()));
            case MINIMUM -> g.select(g.compare(Comparison.LESS_OR_EQUAL, a, b), dy, g.zeros(dy.type()));
            case POWER ->
                unlessZero(
                        g, b, g.multiply(dy, g.multiply(b, g.binary(POWER, a, g.subtract(b, g.splat(b.type(), 1))))));
        };
    }

    private Value bySecond(GraphBuilder g, Value a, Value b, Value y, Value dy) {
        return switch (this) {
            case ADD -> dy;
            case SUBTRACT -> g.negate(dy);
            case MULTIPLY -> g.multiply(dy, a);
            case DIVIDE -> g.negate(g.divide(g.multiply(dy, y), b));
            case MAXIMUM -> g.select(g.compare(Comparison.GREATER_OR_EQUAL, a, b), g.zeros(dy.type()), dy);
            case MINIMUM -> g.select(g.compare(Comparison.LESS_OR_EQUAL, a, b), g.zeros(dy.type()), dy);
            case POWER -> unlessZero(g, y, g.multiply(dy, g.multiply(y, g.unary(UnaryFunction.LOG, a))));
        };
    }

    /** 0 where {@code factor} is 0, even if the other factor is infinite there. */
    private static Value unlessZero(GraphBuilder g, Value factor, Value product) {
        Value zeros = g.zeros(factor.type());
        return g.select(g.compare(Comparison.EQUAL, factor, zeros), zeros, product);
    }
}
