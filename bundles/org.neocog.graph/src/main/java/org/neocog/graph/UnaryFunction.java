package org.neocog.graph;

/** The functions of one number that {@link ElementwiseOp.Unary} applies, with their definition and derivative. */
public enum UnaryFunction {
    /** {@code -x}. */
    NEGATE,
    /** {@code |x|}; derivative 0 at 0. */
    ABS,
    /** -1, 0 or 1; NaN for NaN; keeps the sign of zero. Derivative 0. */
    SIGN,
    /** Greatest whole number not above x. Derivative 0. */
    FLOOR,
    /** {@code e^x}. */
    EXP,
    /** Natural logarithm; NaN below 0, negative infinity at 0. */
    LOG,
    /** Square root; NaN below 0. */
    SQRT,
    /** {@code 1 / sqrt(x)}; infinity at 0, negative infinity at -0, NaN below. */
    RSQRT,
    /** Hyperbolic tangent. */
    TANH,
    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID,
    /** {@code max(x, 0)}; NaN for NaN; derivative 0 at 0 and at NaN. */
    RELU;

    /** The definition of the function, in float64. */
    public double apply(double x) {
        return switch (this) {
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case RELU -> Math.max(x, 0);
        };
    }

    Value gradient(GraphBuilder b, Value x, Value y, Value dy) {
        return switch (this) {
            case NEGATE -> b.negate(dy);
            case ABS -> b.multiply(dy, b.unary(SIGN, x));
            case SIGN, FLOOR -> b.zeros(x.type());
            case EXP -> b.multiply(dy, y);
            case LOG -> b.divide(dy, x);
            case SQRT -> b.divide(b.scale(dy, 0.5), y);
            case RSQRT -> b.multiply(b.scale(dy, -0.5), b.divide(y, x));
            case TANH -> b.multiply(dy, b.subtract(b.splat(x.type(), 1), b.multiply(y, y)));
            case SIGMOID -> b.multiply(dy, b.multiply(y, b.subtract(b.splat(x.type(), 1), y)));
            case RELU ->
                b.select(b.compare(ElementwiseOp.Comparison.GREATER, y, b.zeros(y.type())), dy, b.zeros(y.type()));
        };
    }
}
