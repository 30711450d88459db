package org.neocog.exchange.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.Graph;
import org.neocog.graph.MatrixOp.Matmul;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp.BatchNormalizationInference;
import org.neocog.graph.ShapeOp.Broadcast;
import org.neocog.graph.SourceOp.Constant;
import org.neocog.graph.SourceOp.Read;
import org.neocog.graph.Value;

/**
 * Which nodes become part of a later one: a convolution or product of matrices of the addition of its bias, and, on demand, all of it of the
 * batch normalization behind it.
 */
final class Absorption {
    private final Map<Value, Integer> uses = new HashMap<>();
    private final Map<Node, Linear> linear = new HashMap<>();
    private final Set<Node> absorbed = new HashSet<>();

    /**
     * A convolution or product of matrices with what follows it.
     *
     * @param bias one number per channel, or null
     * @param normalization batch normalization that is part of it, or null
     */
    record Linear(Node node, @Nullable Value bias, @Nullable Node normalization) {}

    Absorption(Graph graph, boolean normalizations) {
        for (Node node : graph.nodes()) {
            node.inputs().forEach(value -> uses.merge(value, 1, Integer::sum));
        }
        graph.outputs().values().forEach(value -> uses.merge(value, 1, Integer::sum));
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Binary binary && binary.function() == BinaryFunction.ADD) {
                biased(node);
            } else if (normalizations && node.op() instanceof BatchNormalizationInference) {
                normalized(node);
            }
        }
    }

    private void biased(Node add) {
        for (int i = 0; i < 2; i++) {
            Node product = add.input(i).node();
            Node spread = add.input(1 - i).node();
            if (isLinear(product)
                    && isOnce(product.output())
                    && spread.op() instanceof Broadcast broadcast
                    && broadcast.axes().equals(List.of(1))
                    && isFixed(spread.input(0))) {
                linear.put(add, new Linear(product, spread.input(0), null));
                absorbed.add(product);
                if (isOnce(spread.output())) {
                    absorbed.add(spread);
                }
                return;
            }
        }
    }

    private void normalized(Node norm) {
        Node before = norm.input(0).node();
        Linear known = linear.getOrDefault(before, new Linear(before, null, null));
        boolean fixed = norm.inputs().stream().skip(1).allMatch(Absorption::isFixed);
        Node product = known.node();
        if (fixed
                && isOnce(norm.input(0))
                && product.op() instanceof Convolution
                && product.input(1).node().op() instanceof Read) {
            linear.remove(before);
            absorbed.add(before);
            linear.put(norm, new Linear(product, known.bias(), norm));
        }
    }

    private static boolean isLinear(Node node) {
        return node.op() instanceof Convolution
                || node.op() instanceof Matmul && node.output().shape().rank() == 2;
    }

    private boolean isOnce(Value value) {
        return uses.getOrDefault(value, 0) == 1;
    }

    private static boolean isFixed(Value value) {
        return value.node().op() instanceof Read || value.node().op() instanceof Constant;
    }

    /** Whether the node is written as part of a later one. */
    boolean isAbsorbed(Node node) {
        return absorbed.contains(node);
    }

    /** What a node stands for together with those before it, or null if for itself. */
    @Nullable
    Linear linear(Node node) {
        return linear.get(node);
    }
}
