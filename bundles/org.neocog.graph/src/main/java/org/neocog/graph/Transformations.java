package org.neocog.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rewrites of a whole graph that keep what it computes. Each gives a new graph; inputs, outputs and updates keep their names. */
public final class Transformations {
    private Transformations() {}

    /**
     * Folds constants, merges nodes that compute the same, and drops what nothing needs. Keeps the order of nodes, and every bit of
     * every result (what it folds by identities, such as {@code x * 1}, is exact for NaN and infinity too).
     */
    public static Graph simplify(Graph graph) {
        return removeDead(mergeEqual(foldConstants(graph)));
    }

    /** Drops nodes that no output or update needs. Inputs stay, fed or not. */
    public static Graph removeDead(Graph graph) {
        Set<Node> live = new HashSet<>();
        List<Node> stack = new ArrayList<>();
        graph.outputs().values().forEach(value -> stack.add(value.node()));
        graph.updates().values().forEach(value -> stack.add(value.node()));
        graph.inputs().values().forEach(value -> stack.add(value.node()));
        while (!stack.isEmpty()) {
            Node node = stack.remove(stack.size() - 1);
            if (live.add(node)) {
                node.inputs().forEach(input -> stack.add(input.node()));
            }
        }
        return rewrite(graph, (copy, node, operands) -> live.contains(node) ? copy.emit(node, operands) : null);
    }

    /** Merges nodes with equal ops and operands. */
    public static Graph mergeEqual(Graph graph) {
        record Key(Op op, List<Value> operands) {}
        Map<Key, List<Value>> known = new HashMap<>();
        return rewrite(graph, (copy, node, operands) -> {
            Key key = new Key(node.op(), operands);
            List<Value> results = known.get(key);
            if (results == null) {
                results = copy.emit(node, operands);
                known.put(key, results);
            }
            return results;
        });
    }

    /** Computes elementwise ops, reshapes and broadcasts of constants that are one number, and removes ops that change nothing. */
    public static Graph foldConstants(Graph graph) {
        return rewrite(graph, (copy, node, operands) -> {
            Value folded = ConstantFolding.fold(copy.builder, node, operands);
            return folded != null ? List.of(folded) : copy.emit(node, operands);
        });
    }

    /**
     * Replaces custom ops by their decompositions, but for those that {@code keep} accepts.
     *
     * @throws GraphException [C1] if a decomposition does not give the types of its shape rule, [C2] if it never ends in the closed set
     */
    public static Graph expand(Graph graph, Predicate<Node> keep) {
        Graph expanded = graph;
        for (int depth = 0; ; depth++) {
            Optional<CustomOp> custom = expanded.nodes().stream()
                    .filter(node -> !keep.test(node))
                    .flatMap(node -> node.op() instanceof CustomOp op ? Stream.of(op) : Stream.empty())
                    .findFirst();
            if (custom.isEmpty()) {
                return expanded;
            }
            custom.get().requireEnd(depth, graph.name());
            expanded = rewrite(expanded, (copy, node, operands) -> {
                if (node.op() instanceof CustomOp op && !keep.test(node)) {
                    return op.decompose(copy.builder, operands, node.outputs());
                }
                return copy.emit(node, operands);
            });
        }
    }

    /** What becomes of one node; null drops it. */
    @FunctionalInterface
    private interface Rule {
        @Nullable
        List<Value> apply(Copy copy, Node node, List<Value> operands);
    }

    private static Graph rewrite(Graph graph, Rule rule) {
        Copy copy = new Copy(graph);
        for (Node node : graph.nodes()) {
            List<Value> operands = new ArrayList<>();
            for (Value input : node.inputs()) {
                Value mapped = copy.mapped.get(input);
                if (mapped != null) {
                    operands.add(mapped);
                }
            }
            if (operands.size() < node.inputs().size()) {
                continue; // an operand was dropped, so nothing that is kept needs this node
            }
            copy.builder.inScope(node.scope(), () -> copy.put(node, rule.apply(copy, node, operands)));
        }
        return copy.finish();
    }

    /** A graph being copied. */
    private static final class Copy {
        private final Graph graph;
        private final GraphBuilder builder;
        private final Map<Value, Value> mapped = new LinkedHashMap<>();

        Copy(Graph graph) {
            this.graph = graph;
            this.builder = new GraphBuilder(graph.name());
        }

        List<Value> emit(Node node, List<Value> operands) {
            if (node.op() instanceof SourceOp.Input input) {
                return List.of(builder.input(input.input(), input.type()));
            }
            if (node.op() instanceof SourceOp.Read read) {
                return List.of(builder.read(read.variable()));
            }
            return builder.add(node.op(), operands).outputs();
        }

        void put(Node node, @Nullable List<Value> results) {
            if (results != null) {
                for (int i = 0; i < results.size(); i++) {
                    mapped.put(node.output(i), results.get(i));
                }
            }
        }

        private Value target(Value value) {
            Value target = mapped.get(value);
            if (target == null) {
                throw new IllegalStateException(
                        "graph \"" + graph.name() + "\": " + value + " was dropped, but is needed");
            }
            return target;
        }

        Graph finish() {
            graph.outputs().forEach((name, value) -> builder.output(name, target(value)));
            graph.updates().forEach((variable, value) -> builder.update(variable, target(value)));
            return builder.build();
        }
    }
}
