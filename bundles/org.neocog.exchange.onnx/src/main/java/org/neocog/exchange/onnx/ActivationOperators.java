package org.neocog.exchange.onnx;

import static org.neocog.graph.BinaryFunction.MULTIPLY;

import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;

/** Activations, with their gradients in mind: nothing overflows in the branch that is not taken. */
final class ActivationOperators {
    private static final double SELU_ALPHA = 1.67326319217681884765625;
    private static final double SELU_GAMMA = 1.05070102214813232421875;

    /** Below it the error function is its power series. */
    private static final double SMALL = 0.5;

    /** Of the power series of {@code erf(x) / x} in {@code x^2}, from the highest power: {@code 2 / sqrt(pi) (-1)^n / (n! (2n + 1))}. */
    private static final double[] ERF = {1.0 / 9360, -1.0 / 1320, 1.0 / 216, -1.0 / 42, 1.0 / 10, -1.0 / 3, 1};

    /** Of W. H. Press and others, "Numerical Recipes", erfcc: relative error below 1.2e-7 everywhere. */
    private static final double[] ERFC = {
        0.17087277,
        -0.82215223,
        1.48851587,
        -1.13520398,
        0.27886807,
        -0.18628806,
        0.09678418,
        0.37409196,
        1.00002368,
        -1.26551223
    };

    private ActivationOperators() {}

    static void addTo(Operators.Table table) {
        table.put("LeakyRelu", "alpha", 1, c -> above(c, c.x(), c.times(c.x(), real(c, "alpha", 0.01))));
        table.put("PRelu", "", 2, ActivationOperators::prelu);
        table.put("Elu", "alpha", 1, c -> above(c, c.x(), c.times(expMinus1(c, c.x()), real(c, "alpha", 1))));
        table.put("Selu", "alpha gamma", 1, ActivationOperators::selu);
        table.put("Celu", "alpha", 1, ActivationOperators::celu);
        table.put("ThresholdedRelu", "alpha", 1, ActivationOperators::thresholded);
        table.put("HardSigmoid", "alpha beta", 1, c -> hardSigmoid(c, real(c, "alpha", 0.2), real(c, "beta", 0.5)));
        table.put("HardSwish", "", 1, c -> c.graph().multiply(c.x(), hardSigmoid(c, 1.0 / 6, 0.5)));
        table.put("Softplus", "", 1, ActivationOperators::softplus);
        table.put("Softsign", "", 1, c -> c.graph().divide(c.x(), c.plus(c.unary(UnaryFunction.ABS, c.x()), 1)));
        table.put("Gelu", "approximate", 1, ActivationOperators::gelu);
        table.put("Erf", "", 1, ActivationOperators::erf);
    }

    private static double real(Call c, String attribute, double otherwise) {
        return c.attributes().real(attribute, otherwise);
    }

    private static Value isAbove(Call c, Value x, double bound) {
        GraphBuilder g = c.graph();
        return g.compare(Comparison.GREATER, x, g.splat(x.type(), bound));
    }

    /** {@code x > 0 ? above : below}; NaN goes below. */
    private static Value above(Call c, Value above, Value below) {
        return c.graph().select(isAbove(c, c.x(), 0), above, below);
    }

    /** {@code e^x - 1} for x below 0, and 0 above. */
    private static Value expMinus1(Call c, Value x) {
        return c.plus(c.unary(UnaryFunction.EXP, c.atMost(x, 0)), -1);
    }

    private static Value prelu(Call c) {
        return above(c, c.x(), c.graph().multiply(c.x(), c.spread(c.x(1), c.shape())));
    }

    private static Value selu(Call c) {
        double alpha = real(c, "alpha", SELU_ALPHA);
        return c.times(above(c, c.x(), c.times(expMinus1(c, c.x()), alpha)), real(c, "gamma", SELU_GAMMA));
    }

    private static Value celu(Call c) {
        double alpha = real(c, "alpha", 1);
        return above(c, c.x(), c.times(expMinus1(c, c.times(c.x(), 1 / alpha)), alpha));
    }

    private static Value thresholded(Call c) {
        Value x = c.x();
        return c.graph().select(isAbove(c, x, real(c, "alpha", 1)), x, c.graph().zeros(x.type()));
    }

    private static Value hardSigmoid(Call c, double alpha, double beta) {
        return c.atMost(c.atLeast(c.plus(c.times(c.x(), alpha), beta), 0), 1);
    }

    /** {@code max(x, 0) + log(1 + e^-|x|)}, which does not overflow. */
    private static Value softplus(Call c) {
        Value x = c.x();
        Value small = c.unary(UnaryFunction.EXP, c.unary(UnaryFunction.NEGATE, c.unary(UnaryFunction.ABS, x)));
        return c.graph().add(c.unary(UnaryFunction.RELU, x), c.unary(UnaryFunction.LOG, c.plus(small, 1)));
    }

    private static Value gelu(Call c) {
        Value x = c.x();
        String approximate = c.attributes().text("approximate", "none");
        if (approximate.equals("tanh")) {
            Value cube = c.graph().multiply(x, c.graph().multiply(x, x));
            Value inner = c.times(c.graph().add(x, c.times(cube, 0.044715)), Math.sqrt(2 / Math.PI));
            return c.graph().multiply(c.times(x, 0.5), c.plus(c.unary(UnaryFunction.TANH, inner), 1));
        }
        if (!approximate.equals("none")) {
            throw new OperatorException("approximate must be none or tanh", "approximate", approximate);
        }
        return c.graph().multiply(x, normal(c, x));
    }

    /** Its power series for small numbers, and by {@link #normal} for others: relative error below 5e-7. */
    private static Value erf(Call c) {
        Value x = c.x();
        Value small = c.atMost(c.atLeast(x, -SMALL), SMALL);
        Value series = polynomial(c, ERF, c.graph().multiply(small, small));
        Value near = c.times(c.graph().multiply(small, series), 2 / Math.sqrt(Math.PI));
        Value far = c.plus(c.times(normal(c, c.times(x, Math.sqrt(2))), 2), -1);
        return c.graph().select(isAbove(c, c.unary(UnaryFunction.ABS, x), SMALL), far, near);
    }

    private static Value polynomial(Call c, double[] coefficients, Value x) {
        Value sum = c.graph().splat(x.type(), coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            sum = c.plus(c.binary(MULTIPLY, sum, x), coefficients[i]);
        }
        return sum;
    }

    /** The distribution function of the normal distribution, {@code erfc(-x / sqrt(2)) / 2}, exact also where it is small. */
    private static Value normal(Call c, Value x) {
        Value z = c.times(c.unary(UnaryFunction.ABS, x), Math.sqrt(0.5));
        GraphBuilder g = c.graph();
        Value t = g.divide(ElementwiseOperators.one(c, z), c.plus(c.times(z, 0.5), 1));
        Value exponent = g.subtract(polynomial(c, ERFC, t), g.multiply(z, z));
        Value tail = c.times(g.multiply(t, c.unary(UnaryFunction.EXP, exponent)), 0.5);
        Value rest = g.subtract(ElementwiseOperators.one(c, tail), tail);
        return g.select(isAbove(c, x, 0), rest, tail);
    }
}
