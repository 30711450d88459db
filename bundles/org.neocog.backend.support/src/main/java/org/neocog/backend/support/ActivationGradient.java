package org.neocog.backend.support;

import org.jspecify.annotations.Nullable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;

/**
 * The derivative of an activation as autodiff writes it: a gradient times a function of the activation's result.
 *
 * @param function the activation
 * @param result what it gave
 * @param gradient that of its result
 */
public record ActivationGradient(UnaryFunction function, Value result, Value gradient) {
    /** What the node is the last op of, or null. */
    public static @Nullable ActivationGradient of(Node node) {
        ActivationGradient relu = relu(node);
        return relu != null ? relu : product(node);
    }

    /** {@code select(y > 0, dy, 0)}. */
    public static @Nullable ActivationGradient relu(Node node) {
        if (!(node.op() instanceof ElementwiseOp.Select)
                || !isSplat(node.input(2), 0)
                || !(node.input(0).node().op() instanceof ElementwiseOp.Compare compare)
                || compare.comparison() != ElementwiseOp.Comparison.GREATER
                || !isSplat(node.input(0).node().input(1), 0)) {
            return null;
        }
        Value y = node.input(0).node().input(0);
        return y.element() == node.output().element()
                ? new ActivationGradient(UnaryFunction.RELU, y, node.input(1))
                : null;
    }

    /** {@code dy (1 - y y)} or {@code dy (y (1 - y))}. */
    private static @Nullable ActivationGradient product(Node node) {
        if (!isBinary(node, BinaryFunction.MULTIPLY)) {
            return null;
        }
        Value dy = node.input(0);
        Node factor = node.input(1).node();
        if (isBinary(factor, BinaryFunction.SUBTRACT) && isSplat(factor.input(0), 1)) {
            Node square = factor.input(1).node();
            return isBinary(square, BinaryFunction.MULTIPLY) && square.input(0) == square.input(1)
                    ? new ActivationGradient(UnaryFunction.TANH, square.input(0), dy)
                    : null;
        }
        if (isBinary(factor, BinaryFunction.MULTIPLY)
                && isBinary(factor.input(1).node(), BinaryFunction.SUBTRACT)) {
            Node rest = factor.input(1).node();
            return isSplat(rest.input(0), 1) && rest.input(1) == factor.input(0)
                    ? new ActivationGradient(UnaryFunction.SIGMOID, factor.input(0), dy)
                    : null;
        }
        return null;
    }

    private static boolean isBinary(Node node, BinaryFunction function) {
        return node.op() instanceof ElementwiseOp.Binary binary && binary.function() == function;
    }

    private static boolean isSplat(Value value, double number) {
        return value.node().op() instanceof SourceOp.Constant constant
                && constant.data().isSplatOf(number);
    }
}
