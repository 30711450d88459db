package org.neocog.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode automatic differentiation as a rewrite: ops in, ops out. The gradient's ops are added to the same graph, attributed to
 * {@code gradient/<scope of what they differentiate>}, in an order that depends on the graph alone.
 */
public final class Autodiff {
    private Autodiff() {}

    /**
     * Derivatives of a scalar by each of {@code by}; zeros for values that it does not depend on.
     *
     * <ul>
     *   <li>C1: the loss is a floating scalar.
     *   <li>C2: what it is differentiated by is floating.
     *   <li>G1: every op on the way has a derivative.
     * </ul>
     *
     * @param by any values of the graph, variables or not; where one depends on another, both get their total derivative
     * @return one value for each of {@code by}, of its type
     * @throws GraphException if a constraint does not hold
     */
    public static List<Value> gradients(GraphBuilder builder, Value loss, List<Value> by) {
        GraphException.require(
                loss.shape().rank() == 0 && loss.element().isFloating(),
                "gradient",
                "C1",
                "the loss must be a floating scalar",
                "loss",
                loss);
        for (Value value : by) {
            builder.requireOwn("gradient", value);
            GraphException.require(
                    value.element().isFloating(),
                    "gradient",
                    "C2",
                    "what to differentiate by must be floating",
                    "value",
                    value);
        }
        List<@Nullable Value> flowing = propagate(builder, List.of(loss), List.of(builder.splat(loss.type(), 1)), by);
        List<Value> gradients = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            Value gradient = flowing.get(i);
            gradients.add(gradient != null ? gradient : builder.zeros(by.get(i).type()));
        }
        return gradients;
    }

    /**
     * Vector-Jacobian product: the derivative of {@code sum of seed * result} by each of {@code by}, null where nothing flows.
     *
     * @param seeds one per result, of its type
     */
    public static List<@Nullable Value> propagate(
            GraphBuilder builder, List<Value> results, List<Value> seeds, List<Value> by) {
        return propagate(builder, results, seeds, by, Set.of());
    }

    /** As above, but nothing flows past {@code ends}: they are taken for independent of each other. */
    static List<@Nullable Value> propagate(
            GraphBuilder builder, List<Value> results, List<Value> seeds, List<Value> by, Set<Value> ends) {
        List<Node> forward = forwardOrder(results, ends);
        Set<Value> onPath = dependents(forward, by);
        Map<Value, Value> gradients = new HashMap<>();
        for (int i = 0; i < results.size(); i++) {
            if (onPath.contains(results.get(i))) {
                accumulate(builder, gradients, results.get(i), seeds.get(i));
            }
        }
        for (int i = forward.size() - 1; i >= 0; i--) {
            Node node = forward.get(i);
            if (node.inputs().stream().anyMatch(onPath::contains)) {
                builder.inScope(gradientScope(node.scope()), () -> backward(builder, node, gradients, onPath));
            }
        }
        List<@Nullable Value> found = new ArrayList<>();
        for (Value value : by) {
            found.add(gradients.get(value));
        }
        return found;
    }

    private static String gradientScope(String scope) {
        return scope.isEmpty() ? "gradient" : "gradient/" + scope;
    }

    private static void backward(GraphBuilder builder, Node node, Map<Value, Value> gradients, Set<Value> onPath) {
        List<@Nullable Value> incoming = new ArrayList<>();
        node.outputs().forEach(output -> incoming.add(gradients.get(output)));
        if (incoming.stream().allMatch(gradient -> gradient == null)) {
            return;
        }
        boolean[] needed = new boolean[node.inputs().size()];
        for (int i = 0; i < needed.length; i++) {
            needed[i] = onPath.contains(node.input(i));
        }
        List<@Nullable Value> outgoing = node.op().gradient(new GradientContext(builder, node, incoming, needed));
        for (int i = 0; i < needed.length; i++) {
            Value gradient = outgoing.get(i);
            if (needed[i] && gradient != null) {
                accumulate(builder, gradients, node.input(i), gradient);
            }
        }
    }

    private static void accumulate(GraphBuilder builder, Map<Value, Value> gradients, Value of, Value gradient) {
        Value sum = gradients.get(of);
        gradients.put(of, sum == null ? gradient : builder.add(sum, gradient));
    }

    /** Values that depend on one of {@code by}, and those themselves. */
    private static Set<Value> dependents(List<Node> forward, List<Value> by) {
        Set<Value> dependents = new HashSet<>(by);
        for (Node node : forward) {
            if (node.inputs().stream().anyMatch(dependents::contains)) {
                dependents.addAll(node.outputs());
            }
        }
        return dependents;
    }

    /** All nodes that {@code results} need, back to {@code ends}, by id: a topological order. */
    private static List<Node> forwardOrder(List<Value> results, Set<Value> ends) {
        Set<Node> seen = new HashSet<>();
        List<Value> stack = new ArrayList<>(results);
        while (!stack.isEmpty()) {
            Value value = stack.remove(stack.size() - 1);
            if (!ends.contains(value) && seen.add(value.node())) {
                stack.addAll(value.node().inputs());
            }
        }
        List<Node> order = new ArrayList<>(seen);
        order.sort(Comparator.comparingInt(Node::id));
        return order;
    }
}
