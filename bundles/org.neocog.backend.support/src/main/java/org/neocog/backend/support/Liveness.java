package org.neocog.backend.support;

import java.util.HashMap;
import java.util.Map;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Value;

/**
 * When each value of a graph is needed, in node ids: from the node that computes it to the last one that reads it, both inclusive.
 * Outputs and updates of the graph are needed to its end. Provided by the framework.
 *
 * <p>Threading: immutable.
 */
public final class Liveness {
    private final int end;
    private final Map<Value, Integer> lastUses = new HashMap<>();

    private Liveness(Graph graph) {
        end = graph.nodes().size();
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> lastUses.put(output, node.id()));
            node.inputs().forEach(input -> lastUses.put(input, node.id()));
        }
        graph.outputs().values().forEach(value -> lastUses.put(value, end));
        graph.updates().values().forEach(value -> lastUses.put(value, end));
    }

    /** The liveness of a graph whose nodes run in the order of their ids. */
    public static Liveness of(Graph graph) {
        return new Liveness(graph);
    }

    /** The id after the last node: until then outputs and updates are needed. */
    public int end() {
        return end;
    }

    /** Id of the node that computes the value. */
    public int definition(Value value) {
        return value.node().id();
    }

    /** Id of the last node that reads the value, {@link #end} if it is an output or update, its own node's if nobody reads it. */
    public int lastUse(Value value) {
        Integer last = lastUses.get(value);
        if (last == null) {
            throw new IllegalArgumentException("liveness: the value must be one of the graph, but value=" + value
                    + ". Ask for values of this graph.");
        }
        return last;
    }
}
