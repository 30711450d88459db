package org.neocog.backend.opencl;

import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;

/** The derivative of ReLU as autodiff writes it: the gradient where the result is above 0, else 0. */
record ReluGradient(Value result, Value gradient) {
    /** What the node is, or null: {@code select(y > 0, dy, 0)}. */
    static @Nullable ReluGradient of(Node node) {
        if (!(node.op() instanceof ElementwiseOp.Select)
                || !isZero(node.input(2))
                || !(node.input(0).node().op() instanceof ElementwiseOp.Compare compare)
                || compare.comparison() != ElementwiseOp.Comparison.GREATER
                || !isZero(node.input(0).node().input(1))) {
            return null;
        }
        Value y = node.input(0).node().input(0);
        return y.element() == node.output().element() ? new ReluGradient(y, node.input(1)) : null;
    }

    private static boolean isZero(Value value) {
        return value.node().op() instanceof SourceOp.Constant constant
                && constant.data().isSplatOf(0);
    }
}
