package org.neocog.backend.onednn;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * Which values of a graph are worth holding in bfloat16, if activations are held so: those that products, pooling and normalization read, at once
 * or through elementwise and shape ops. The rest (logits, losses, gradients of parameters, statistics) stays float32.
 */
final class Narrowing {
    private final ElementType activations;
    private final Set<Value> wanted = new HashSet<>();

    Narrowing(Graph graph, ElementType activations) {
        this.activations = activations;
        if (activations == ElementType.FLOAT32) {
            return;
        }
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            for (int k = 0; k < node.inputs().size(); k++) {
                Value input = node.input(k);
                if (input.element() == ElementType.FLOAT32 && reads(node, k)) {
                    wanted.add(input);
                }
            }
        }
    }

    /** What operands of products are held in. */
    ElementType activations() {
        return activations;
    }

    /** Whether the value is better held narrow, if what computes it can. */
    boolean wants(Value value) {
        return wanted.contains(value);
    }

    /** Whether the node computes with an operand that is narrow, or hands it on to one that does. */
    private boolean reads(Node node, int operand) {
        if (node.op() instanceof ConvolutionOp || node.op() instanceof MatrixOp) {
            return true;
        }
        if (node.op() instanceof NormalizationOp) {
            return operand == 0 || operand == node.inputs().size() - 1 && isGradient(node);
        }
        if (node.op() instanceof PoolingOp) {
            return true;
        }
        boolean passes = node.op() instanceof ElementwiseOp || node.op() instanceof ShapeOp;
        return passes && wanted.contains(node.output(0));
    }

    private static boolean isGradient(Node node) {
        return node.op() instanceof NormalizationOp.BatchNormalizationGradient
                || node.op() instanceof NormalizationOp.LocalResponseNormalizationGradient;
    }
}
