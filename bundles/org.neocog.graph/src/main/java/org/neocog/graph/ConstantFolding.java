package org.neocog.graph;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Compare;
import org.neocog.graph.ElementwiseOp.Select;
import org.neocog.graph.ElementwiseOp.Unary;

/** What one node with some constant operands can be replaced by, exact to the bit. */
final class ConstantFolding {
    private ConstantFolding() {}

    /** The replacement, or null if the node stays. */
    static @Nullable Value fold(GraphBuilder builder, Node node, List<Value> operands) {
        if (operands.isEmpty() || node.outputs().size() != 1) {
            return null;
        }
        Value elementwise = node.op() instanceof ElementwiseOp ? foldElementwise(builder, node, operands) : null;
        return elementwise != null ? elementwise : foldShape(builder, node, operands.get(0), operands.size());
    }

    private static @Nullable Value foldElementwise(GraphBuilder builder, Node node, List<Value> operands) {
        ConstantData first = splat(operands.get(0));
        ConstantData second = operands.size() < 2 ? null : splat(operands.get(1));
        if (node.op() instanceof Unary unary && first != null) {
            return builder.splat(node.output().type(), unary.function().apply(first.get(0)));
        }
        if (node.op() instanceof Cast && first != null) {
            return builder.splat(node.output().type(), first.get(0));
        }
        if (node.op() instanceof Binary binary) {
            return foldBinary(builder, binary.function(), node, operands.get(0), operands.get(1));
        }
        if (node.op() instanceof Compare compare && first != null && second != null) {
            boolean holds = compare.comparison().holds(first.get(0), second.get(0));
            return builder.splat(node.output().type(), holds ? 1 : 0);
        }
        if (node.op() instanceof Select && first != null) {
            return first.get(0) != 0 ? operands.get(1) : operands.get(2);
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

    private static @Nullable Value foldShape(GraphBuilder builder, Node node, Value x, int operands) {
        ConstantData constant = splat(x);
        if (constant != null && (node.op() instanceof ShapeOp.Reshape || node.op() instanceof ShapeOp.Broadcast)) {
            return builder.splat(node.output().type(), constant.get(0));
        }
        if (operands == 1 && changesNothing(node, x)) {
            return x;
        }
        if (node.op() instanceof ShapeOp.Reshape && x.node().op() instanceof ShapeOp.Reshape) {
            return builder.reshape(x.node().input(0), node.output().shape());
        }
        return null;
    }

    /** Whether an op of one operand gives that operand. */
    private static boolean changesNothing(Node node, Value x) {
        boolean sameType = node.output().type().equals(x.type());
        if (node.op() instanceof ShapeOp.Transpose transpose) {
            int rank = x.shape().rank();
            return transpose
                    .permutation()
                    .equals(IntStream.range(0, rank).boxed().toList());
        }
        return sameType
                && (node.op() instanceof Cast
                        || node.op() instanceof ShapeOp.Reshape
                        || node.op() instanceof ShapeOp.Broadcast
                        || node.op() instanceof ShapeOp.Slice
                        || node.op() instanceof ShapeOp.Pad
                        || node.op() instanceof ShapeOp.Concatenate);
    }

    private static boolean isSplat(@Nullable ConstantData data, double value) {
        return data != null && data.isSplatOf(value);
    }

    private static @Nullable ConstantData splat(Value value) {
        return value.node().op() instanceof SourceOp.Constant constant
                        && constant.data().isSplat()
                ? constant.data()
                : null;
    }
}
