package org.neocog.backend.support;

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
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;

/** Which nodes one primitive or kernel computes together, found before lowering. Threading: immutable. */
public final class Fusions {
    /**
     * What is applied to the result of a product or a normalization, in this order.
     *
     * @param bias one number per channel, or null
     * @param normalization the batch normalization with given statistics that is folded into filter and bias, or null
     * @param sum what is added, or null
     * @param relu whether negative numbers become zero
     * @param result the value that comes out in the end
     */
    public record Tail(
            @Nullable Value bias,
            @Nullable Node normalization,
            @Nullable Value sum,
            boolean relu,
            Value result) {}

    /**
     * A gradient of batch normalization that takes the gradient of the ReLU behind it.
     *
     * @param forward the normalization
     * @param gradient that of ReLU's result
     */
    public record Masked(Node forward, Value gradient) {}

    private final Uses uses;
    private final Map<Node, Tail> tails = new HashMap<>();
    private final Map<Node, Node> computedBy = new HashMap<>();
    private final Map<Node, Masked> masked = new HashMap<>();
    /** The sum of a gradient over all but the channels, by the node of the filter's gradient. */
    private final Map<Node, Value> biasGradients = new HashMap<>();

    /** @param biasGradients whether the backend's gradient of a filter gives that of the bias as well */
    public Fusions(Graph graph, Uses uses, boolean biasGradients) {
        this.uses = uses;
        for (Node node : graph.nodes()) {
            if (sumsNothing(node)
                    || node.outputs().stream().anyMatch(y -> y.type().size() == 0)) {
                continue;
            }
            if (node.op() instanceof ConvolutionOp.Convolution || node.op() instanceof MatrixOp.Matmul) {
                findTail(node);
            } else if (biasGradients && node.op() instanceof ConvolutionOp.ConvolutionFilterGradient) {
                findBiasGradient(node);
            } else if (node.op() instanceof NormalizationOp.BatchNormalizationTraining) {
                findActivation(node);
            } else if (node.op() instanceof NormalizationOp.BatchNormalizationGradient) {
                findMask(node);
            }
        }
    }

    /** Whether a node is a product over no element, whose result is zero. */
    public static boolean sumsNothing(Node node) {
        boolean sum = node.op() instanceof ConvolutionOp || node.op() instanceof MatrixOp;
        return sum && node.inputs().stream().anyMatch(input -> input.type().size() == 0);
    }

    /** The node whose lowering computes this one. */
    public Node computedBy(Node node) {
        return computedBy.getOrDefault(node, node);
    }

    /** What follows a product or a normalization; of a node without any, just its result. */
    public Tail tail(Node product) {
        Tail tail = tails.get(product);
        return tail == null ? new Tail(null, null, null, false, product.output(0)) : tail;
    }

    /** What a gradient of batch normalization takes in, or null. */
    public @Nullable Masked masked(Node normalizationGradient) {
        return masked.get(normalizationGradient);
    }

    /** The sum of a gradient over all but the channels that this gradient of a filter gives as well, or null. */
    public @Nullable Value biasGradient(Node filterGradient) {
        return biasGradients.get(filterGradient);
    }

    private void findTail(Node product) {
        Value result = product.output();
        Value bias = null;
        Node add = onlyReader(result, BinaryFunction.ADD);
        if (add != null) {
            bias = perChannel(other(add, result), product);
            if (bias != null) {
                result = take(add, product);
            }
        }
        boolean convolution = product.op() instanceof ConvolutionOp;
        boolean fixed = convolution && isFixed(product.input(1)) && (bias == null || isFixed(bias));
        Node normalization = fixed ? foldable(result) : null;
        if (normalization != null) {
            result = take(normalization, product);
        }
        Value sum = null;
        add = convolution ? onlyReader(result, BinaryFunction.ADD) : null;
        if (add != null && isWhole(other(add, result), result)) {
            sum = other(add, result);
            result = take(add, product);
        }
        Node relu = activation(result);
        if (relu != null) {
            result = take(relu, product);
        }
        if (result != product.output()) {
            tails.put(product, new Tail(bias, normalization, sum, relu != null, result));
        }
    }

    private Value take(Node node, Node by) {
        computedBy.put(node, by);
        return node.output(0);
    }

    private static Value other(Node binary, Value one) {
        return binary.input(0) == one ? binary.input(1) : binary.input(0);
    }

    /** Whether a value lies in memory anyway. */
    private boolean isWhole(Value value, Value one) {
        boolean repeated =
                value.node().op() instanceof ShapeOp.Broadcast || value.node().op() instanceof SourceOp.Constant;
        return value != one && !repeated;
    }

    /** The batch normalization with given statistics that alone reads the value and has nothing to wait for. */
    private @Nullable Node foldable(Value value) {
        if (!uses.isSingle(value)) {
            return null;
        }
        Node reader = uses.readers(value).get(0);
        boolean folds = reader.op() instanceof NormalizationOp.BatchNormalizationInference
                && reader.input(0) == value
                && reader.inputs().subList(1, 5).stream().allMatch(Fusions::isFixed);
        return folds ? reader : null;
    }

    /** Whether a value is the same in every step as long as no variable changes. */
    private static boolean isFixed(Value value) {
        return value.node().op() instanceof SourceOp.Read || value.node().op() instanceof SourceOp.Constant;
    }

    /** The ReLU that alone reads the value, if nobody else computes it. */
    private @Nullable Node activation(Value value) {
        if (!uses.isSingle(value)) {
            return null;
        }
        Node reader = uses.readers(value).get(0);
        boolean relu = reader.op() instanceof ElementwiseOp.Unary unary
                && unary.function() == UnaryFunction.RELU
                && computedBy(reader) == reader;
        return relu ? reader : null;
    }

    private void findActivation(Node normalization) {
        Node relu = computedBy(normalization) == normalization ? activation(normalization.output(0)) : null;
        if (relu != null) {
            Value result = take(relu, normalization);
            tails.put(normalization, new Tail(null, null, null, true, result));
        }
    }

    private void findMask(Node node) {
        Node forward = node.input(2).node();
        ActivationGradient gradient = ActivationGradient.relu(node.input(4).node());
        Tail tail = tails.get(forward);
        if (gradient != null
                && tail != null
                && forward.op() instanceof NormalizationOp.BatchNormalizationTraining
                && node.input(2) == forward.output(1)
                && node.input(3) == forward.output(2)
                && node.input(0) == forward.input(0)
                && node.input(1) == forward.input(1)
                && gradient.result() == tail.result()
                && uses.isSingle(node.input(4))) {
            masked.put(node, new Masked(forward, gradient.gradient()));
        }
    }

    private @Nullable Node onlyReader(Value value, BinaryFunction function) {
        if (!uses.isSingle(value)) {
            return null;
        }
        Node reader = uses.readers(value).get(0);
        boolean found = reader.op() instanceof ElementwiseOp.Binary binary
                && binary.function() == function
                && computedBy(reader) == reader;
        return found ? reader : null;
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
