package org.neocog.backend.support;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Value;

/** Who reads a value: nodes, and the ends of the graph. Threading: immutable. */
public final class Uses {
    private final Map<Value, List<Node>> readers = new HashMap<>();
    private final Map<Value, Integer> ends = new HashMap<>();

    public Uses(Graph graph) {
        for (Node node : graph.nodes()) {
            for (Value input : node.inputs()) {
                readers.computeIfAbsent(input, key -> new java.util.ArrayList<>())
                        .add(node);
            }
        }
        graph.outputs().values().forEach(value -> ends.merge(value, 1, Integer::sum));
        graph.updates().values().forEach(value -> ends.merge(value, 1, Integer::sum));
    }

    /** Nodes that read the value, one entry for each operand. */
    public List<Node> readers(Value value) {
        return readers.getOrDefault(value, List.of());
    }

    /** How many operands, outputs and updates it is. */
    public int count(Value value) {
        return readers(value).size() + ends.getOrDefault(value, 0);
    }

    /** Whether one operand of one node is all that it is. */
    public boolean isSingle(Value value) {
        return count(value) == 1 && readers(value).size() == 1;
    }
}
