package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import org.neocog.tensor.TensorType;

/** One use of an op on operands. Immutable. */
public final class Node {
    private final int id;
    private final Op op;
    private final String scope;
    private final List<Value> inputs;
    private final List<Value> outputs;

    Node(int id, Op op, String scope, List<Value> inputs, List<TensorType> types) {
        this.id = id;
        this.op = op;
        this.scope = scope;
        this.inputs = List.copyOf(inputs);
        List<Value> results = new ArrayList<>();
        for (TensorType type : types) {
            results.add(new Value(this, results.size(), type));
        }
        this.outputs = List.copyOf(results);
    }

    /** Position in the graph; operands come from nodes of smaller ids. */
    public int id() {
        return id;
    }

    public Op op() {
        return op;
    }

    /** What it was emitted for: the path of a layer, {@code gradient/...} of one, or empty. For people and reports only. */
    public String scope() {
        return scope;
    }

    public List<Value> inputs() {
        return inputs;
    }

    public Value input(int index) {
        return inputs.get(index);
    }

    public List<Value> outputs() {
        return outputs;
    }

    public Value output(int index) {
        return outputs.get(index);
    }

    /** The only result. @throws IllegalStateException if there are several */
    public Value output() {
        if (outputs.size() != 1) {
            throw new IllegalStateException(op.name() + ": output() needs one result, but results=" + outputs.size()
                    + ". Name one by its index.");
        }
        return outputs.get(0);
    }

    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
