package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Unary;

/** What one node with some constant operands can be replaced by, exact to the bit. */
final class ConstantFolding {
    private ConstantFolding() {}

    /** The replacement, or null if the node stays. */
    static @Nullable Value fold(GraphBuilder builder, Node node, List<Value> operands) {
        Op op = node.op();
        ConstantData x = operands.isEmpty() ? null : splat(operands.get(0));
        if (op instanceof Unary unary && x != null) {
            return builder.splat(node.output().type(), unary.function().apply(x.get(0)));
        }
        if (op instanceof Binary binary) {
            return foldBinary(builder, binary.function(), node, operands.get(0), operands.get(1));
        }
        if (x != null && (op instanceof Cast || op instanceof ShapeOp.Reshape || op instanceof ShapeOp.Broadcast)) {
            return builder.splat(node.output().type(), x.get(0));
        }
        if (op instanceof ShapeOp.Reshape && operands.get(0).node().op() instanceof ShapeOp.Reshape) {
            return builder.reshape(operands.get(0).node().input(0), node.output().shape());
        }
        if (op instanceof ShapeOp.Slice slice && slice.infer(List.of(operands.get(0).type())).get(0).equals(operands.get(0).type())) {
            return operands.get(0);
        }
        return null;
    }

    private static @Nullable Value foldBinary(
            GraphBuilder builder, BinaryFunction function, Node node, Value a, Value b) {
        ConstantData first = splat(a);
        ConstantData second = splat(b);
        if (first != null && second != null) {
            return builder.splat(node.output().type(), function.apply(first.get(0), second.get(0)));
        }
        return switch (function) {
            case MULTIPLY -> isSplat(first, 1) ? b : isSplat(second, 1) ? a : null;
            case DIVIDE, POWER -> isSplat(second, 1) ? a : null;
            case SUBTRACT -> isSplat(second, 0.0) ? a : null;
            case ADD -> isSplat(first, -0.0) ? b : isSplat(second, -0.0) ? a : null;
            case MAXIMUM, MINIMUM -> null;
        };
    }

    private static boolean isSplat(@Nullable ConstantData data, double value) {
        return data != null && data.isSplatOf(value);
    }

    private static @Nullable ConstantData splat(Value value) {
        return value.node().op() instanceof SourceOp.Constant constant && constant.data().isSplat()
                ? constant.data()
                : null;
    }
}
