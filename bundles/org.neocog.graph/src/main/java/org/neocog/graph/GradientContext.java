package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a derivative rule works with: a node, the gradients of its results, and where to emit ops. */
public final class GradientContext {
    /** The label of {@link #noDerivative}, for all ops. */
    static final String NO_DERIVATIVE = "G1";

    private final GraphBuilder builder;
    private final Node node;
    private final List<@Nullable Value> outputGradients;
    private final boolean[] needed;

    GradientContext(GraphBuilder builder, Node node, List<@Nullable Value> outputGradients, boolean[] needed) {
        this.builder = builder;
        this.node = node;
        this.outputGradients = outputGradients;
        this.needed = needed;
    }

    /** Where the derivative's ops are added. */
    public GraphBuilder builder() {
        return builder;
    }

    /** The node that is differentiated. */
    Node node() {
        return node;
    }

    /** Operand {@code index} of the node. */
    public Value in(int index) {
        return node.input(index);
    }

    /** All operands. */
    public List<Value> inputs() {
        return node.inputs();
    }

    /** Result {@code index} of the node. */
    public Value out(int index) {
        return node.output(index);
    }

    /** Gradient of result {@code index}; zeros where nothing flows back into it. */
    public Value grad(int index) {
        Value gradient = outputGradients.get(index);
        return gradient != null ? gradient : builder.zeros(node.output(index).type());
    }

    /** Gradient of the only result. */
    public Value grad() {
        return grad(0);
    }

    /** Whether anything flows back into result {@code index}. */
    public boolean flows(int index) {
        return outputGradients.get(index) != null;
    }

    /** Whether the derivative by operand {@code index} is asked for. */
    public boolean needs(int index) {
        return needed[index];
    }

    /**
     * The error of an op that has no derivative rule, to be thrown.
     *
     * @param rule what the op does not do: {@code <rule>, but one is needed at node=..}
     */
    public GraphException noDerivative(String rule) {
        return new GraphException(
                NO_DERIVATIVE,
                node.op().name() + ": " + rule + ", but one is needed at node="
                        + node.output(0).label() + ", scope=\"" + node.scope()
                        + "\". Leave it out of the loss, or write it with other ops. [" + NO_DERIVATIVE + "]");
    }
}
