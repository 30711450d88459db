package org.neocog.backend.onednn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;

/** Which nodes one primitive computes together, found before lowering. */
final class Fusions {
    /**
     * What is applied to the result of a product.
     *
     * @param bias one number per channel, or null
     * @param relu whether negative numbers become zero
     * @param result the value that comes out in the end
     */
    record Tail(@Nullable Value bias, boolean relu, Value result) {}

    private final Uses uses;
    private final Map<Node, Tail> tails = new HashMap<>();
    private final Map<Node, Node> computedBy = new HashMap<>();
    /** The sum of a gradient over all but the channels, by the node of the filter's gradient. */
    private final Map<Node, Value> biasGradients = new HashMap<>();

    Fusions(Graph graph, Uses uses) {
        this.uses = uses;
        for (Node node : graph.nodes()) {
            if (NodeLowering.sumsNothing(node)
                    || node.outputs().stream().anyMatch(y -> y.type().size() == 0)) {
                continue;
            }
            if (node.op() instanceof ConvolutionOp.Convolution || node.op() instanceof MatrixOp.Matmul) {
                findTail(node);
            } else if (node.op() instanceof ConvolutionOp.ConvolutionFilterGradient) {
                findBiasGradient(node);
            }
        }
    }

    /** The node whose lowering computes this one. */
    Node computedBy(Node node) {
        return computedBy.getOrDefault(node, node);
    }

    Tail tail(Node product) {
        Tail tail = tails.get(product);
        return tail == null ? new Tail(null, false, product.output()) : tail;
    }

    @Nullable
    Value biasGradient(Node filterGradient) {
        return biasGradients.get(filterGradient);
    }

    private void findTail(Node product) {
        Value result = product.output();
        Value bias = null;
        Node add = onlyReader(result, BinaryFunction.ADD);
        if (add != null) {
            Value other = add.input(0) == result ? add.input(1) : add.input(0);
            bias = other == result ? null : perChannel(other, product);
            if (bias != null) {
                computedBy.put(add, product);
                result = add.output();
            }
        }
        boolean relu = false;
        Node next = uses.isSingle(result) ? uses.readers(result).get(0) : null;
        if (next != null && next.op() instanceof ElementwiseOp.Unary unary && unary.function() == UnaryFunction.RELU) {
            relu = true;
            computedBy.put(next, product);
            result = next.output();
        }
        if (bias != null || relu) {
            tails.put(product, new Tail(bias, relu, result));
        }
    }

    private @Nullable Node onlyReader(Value value, BinaryFunction function) {
        if (!uses.isSingle(value)) {
            return null;
        }
        Node reader = uses.readers(value).get(0);
        return reader.op() instanceof ElementwiseOp.Binary binary && binary.function() == function ? reader : null;
    }

    /** The vector that a value repeats along the channels of the product, or null. */
    private static @Nullable Value perChannel(Value value, Node product) {
        if (!(value.node().op() instanceof ShapeOp.Broadcast broadcast)) {
            return null;
        }
        Value vector = value.node().input(0);
        int channels = product.op() instanceof MatrixOp ? value.shape().rank() - 1 : 1;
        boolean fits = broadcast.axes().equals(List.of(channels))
                && vector.shape().dim(0) == value.shape().dim(channels)
                && !dependsOn(vector.node(), product);
        return fits ? vector : null;
    }

    /** Whether computing {@code node} needs {@code other}; only looked for where it is cheap to see, else taken for granted. */
    private static boolean dependsOn(Node node, Node other) {
        return node.id() > other.id() && !(node.op() instanceof SourceOp);
    }

    private void findBiasGradient(Node node) {
        Value dy = node.input(1);
        for (Node reader : uses.readers(dy)) {
            if (reader.op() instanceof ReductionOp.Reduce reduce
                    && reduce.function() == ReductionOp.ReduceFunction.SUM
                    && reduce.axes().size() == dy.shape().rank() - 1
                    && !reduce.axes().contains(1)
                    && computedBy(reader) == reader
                    && !dependsOn(node.input(0).node(), reader)) {
                computedBy.put(reader, node);
                biasGradients.put(node, reader.output());
                return;
            }
        }
    }
}
