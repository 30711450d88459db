package org.neocog.backend.support;

import java.util.List;
import org.neocog.graph.Node;

/**
 * Nodes of a graph that one backend computes in one go, in the order of their ids.
 *
 * @param supported whether the predicate held for them
 */
public record Segment(boolean supported, List<Node> nodes) {
    public Segment {
        nodes = List.copyOf(nodes);
    }
}
