package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;

/** Cuts a graph into what a backend supports and what it does not. Provided by the framework. */
public final class Partitioner {
    private Partitioner() {}

    /**
     * Segments to be computed one after the other, supported and not in turn, the first supported. Each takes all nodes of its kind whose operands
     * are there, so that there are few. Inputs, constants and reads of variables are in no segment. Segments are never empty, but for the
     * first.
     */
    public static List<Segment> split(Graph graph, Predicate<Node> supported) {
        List<Node> waiting = new ArrayList<>();
        Set<Value> ready = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof SourceOp) {
                ready.addAll(node.outputs());
            } else {
                waiting.add(node);
            }
        }
        List<Segment> segments = new ArrayList<>();
        boolean kind = true;
        while (!waiting.isEmpty() || segments.isEmpty()) {
            List<Node> taken = take(waiting, ready, supported, kind);
            waiting.removeAll(new HashSet<>(taken));
            segments.add(new Segment(kind, taken));
            kind = !kind;
        }
        return segments;
    }

    /** The waiting nodes of this kind whose operands are ready, or become so on the way: ids ascend, so one pass finds them all. */
    private static List<Node> take(List<Node> waiting, Set<Value> ready, Predicate<Node> supported, boolean kind) {
        List<Node> taken = new ArrayList<>();
        for (Node node : waiting) {
            if (supported.test(node) == kind && ready.containsAll(node.inputs())) {
                taken.add(node);
                ready.addAll(node.outputs());
            }
        }
        return taken;
    }
}
