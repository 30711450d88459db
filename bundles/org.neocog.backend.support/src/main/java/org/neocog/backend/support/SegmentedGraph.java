package org.neocog.backend.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;

/**
 * A graph as a row of smaller ones, whose values pass from one to the next as inputs and outputs. Supported parts read variables; the last part,
 * which is supported, gives all outputs and makes all updates, so that variables stay as they are until then.
 */
final class SegmentedGraph {
    /**
     * One of the smaller graphs.
     *
     * @param fed names of inputs of the whole graph that it takes
     * @param imports values of earlier parts that it takes, by input name
     * @param exports values that later parts take, by output name
     */
    record Part(
            boolean supported, Graph graph, List<String> fed, Map<String, Value> imports, Map<String, Value> exports) {}

    private final Graph graph;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Value, Draft> makers = new HashMap<>();
    private final List<Part> parts;

    SegmentedGraph(Graph graph, Predicate<Node> supported) {
        this.graph = graph;
        List<Segment> segments = Partitioner.split(graph, supported);
        for (Segment segment : segments) {
            drafts.add(new Draft(segment.supported()));
            segment.nodes().forEach(this::emit);
        }
        if (!current().supported) {
            drafts.add(new Draft(true));
        }
        Draft last = current();
        graph.outputs().forEach((name, value) -> last.builder.output(name, last.value(value)));
        graph.updates().forEach((variable, value) -> last.builder.update(variable, last.value(value)));
        parts = drafts.stream().map(Draft::finish).toList();
    }

    /** The parts in the order in which they run. */
    List<Part> parts() {
        return parts;
    }

    private Draft current() {
        return drafts.get(drafts.size() - 1);
    }

    private void emit(Node node) {
        Draft draft = current();
        List<Value> operands = node.inputs().stream().map(draft::value).toList();
        draft.builder.inScope(node.scope(), () -> {
            List<Value> results = draft.builder.add(node.op(), operands).outputs();
            for (int i = 0; i < results.size(); i++) {
                draft.known.put(node.output(i), results.get(i));
                makers.put(node.output(i), draft);
            }
        });
    }

    /** A part in the making. */
    private final class Draft {
        private final boolean supported;
        private final GraphBuilder builder = new GraphBuilder(graph.name() + "#" + drafts.size());
        /** Values of the whole graph to values of this part. */
        private final Map<Value, Value> known = new HashMap<>();

        private final List<String> fed = new ArrayList<>();
        private final Map<String, Value> imports = new LinkedHashMap<>();
        private final Map<String, Value> exports = new LinkedHashMap<>();

        Draft(boolean supported) {
            this.supported = supported;
        }

        /** The value in this part; asks an earlier part for it if need be. */
        Value value(Value whole) {
            Value here = known.get(whole);
            if (here == null) {
                here = bring(whole);
                known.put(whole, here);
            }
            return here;
        }

        private Value bring(Value whole) {
            if (whole.node().op() instanceof SourceOp.Input input) {
                fed.add(input.input());
                return builder.input(input.input(), input.type());
            }
            if (whole.node().op() instanceof SourceOp.Constant constant) {
                return builder.constant(constant.data());
            }
            if (whole.node().op() instanceof SourceOp.Read read && supported) {
                return builder.read(read.variable());
            }
            String name = "segment/" + whole.label();
            makers.getOrDefault(whole, drafts.get(0)).export(name, whole);
            imports.put(name, whole);
            return builder.input(name, whole.type());
        }

        private void export(String name, Value whole) {
            if (exports.put(name, whole) == null) {
                builder.output(name, value(whole));
            }
        }

        Part finish() {
            return new Part(supported, builder.build(), List.copyOf(fed), imports, exports);
        }
    }
}
