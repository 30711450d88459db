package org.neocog.graph;

import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** One result of one node: computed once, never changed. Identity is equality. Belongs to the builder or graph that made it. */
public final class Value {
    private final Node node;
    private final int index;
    private final TensorType type;

    Value(Node node, int index, TensorType type) {
        this.node = node;
        this.index = index;
        this.type = type;
    }

    /** The node that computes it. */
    public Node node() {
        return node;
    }

    /** Which of the node's results it is, from 0 on. */
    public int index() {
        return index;
    }

    public TensorType type() {
        return type;
    }

    public Shape shape() {
        return type.shape();
    }

    public ElementType element() {
        return type.element();
    }

    /** {@code %12: float32[64, 10]}; {@code %12.1} for the second result of a node. */
    @Override
    public String toString() {
        return label() + ": " + type;
    }

    /** {@code %12} or {@code %12.1}. */
    public String label() {
        return "%" + node.id() + (index == 0 ? "" : "." + index);
    }
}
