package org.neocog.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.tensor.TensorType;

/**
 * A static-shape SSA graph: what one step computes. Immutable, in topological order. Reads are of the variables as they were before
 * the step; {@link #updates} replace them, all at once, after it.
 */
public final class Graph {
    private final String name;
    private final List<Node> nodes;
    private final Map<String, Value> inputs;
    private final Map<String, Value> outputs;
    private final Map<Variable, Value> updates;

    Graph(
            String name,
            List<Node> nodes,
            Map<String, Value> inputs,
            Map<String, Value> outputs,
            Map<Variable, Value> updates) {
        this.name = name;
        this.nodes = List.copyOf(nodes);
        this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        this.updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    }

    /** Unique in its program: {@code train}, {@code train/32} for a last batch of 32, ... */
    public String name() {
        return name;
    }

    /** All nodes; operands before their users. Node ids are the positions. */
    public List<Node> nodes() {
        return nodes;
    }

    /** What must be fed in each step, by name. */
    public Map<String, Value> inputs() {
        return inputs;
    }

    /** What is given back of each step, by name. */
    public Map<String, Value> outputs() {
        return outputs;
    }

    /** What the variables are after the step; a variable that is not named keeps its value. */
    public Map<Variable, Value> updates() {
        return updates;
    }

    /** Type of the input of that name. @throws GraphException if there is none; names those that there are */
    public TensorType inputType(String input) {
        Value value = inputs.get(input);
        if (value == null) {
            throw new GraphException(
                    "",
                    "graph \"" + name + "\": there is no input \"" + input + "\"; inputs: " + inputs.keySet() + ".");
        }
        return value.type();
    }

    /** The whole graph as text, one node a line. */
    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
