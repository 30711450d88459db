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
     * @throws GraphException [C1] if {@code loss} is not a floating scalar, or an op on the way has no derivative
     */
    public static List<Value> gradients(GraphBuilder builder, Value loss, List<Value> by) {
        GraphException.require(
                loss.shape().rank() == 0 && loss.element().isFloating(),
                "gradient",
                "C1",
                "the loss must be a floating scalar",
                "loss",
                loss);
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
        Set<Value> onPath = dependents(results, by);
        Map<Value, Value> gradients = new HashMap<>();
        List<Node> order = reverseOrder(results, onPath);
        for (int i = 0; i < results.size(); i++) {
            if (onPath.contains(results.get(i))) {
                accumulate(builder, gradients, results.get(i), seeds.get(i));
            }
        }
        for (Node node : order) {
            builder.inScope("gradient/" + node.scope(), () -> backward(builder, node, gradients, onPath));
        }
        List<@Nullable Value> found = new ArrayList<>();
        for (Value value : by) {
            found.add(gradients.get(value));
        }
        return found;
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
        List<@Nullable Value> outgoing =
                node.op().gradient(new GradientContext(builder, node, incoming, needed));
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

    /** Values between {@code by} and {@code results}: those that depend on one of {@code by}. */
    private static Set<Value> dependents(List<Value> results, List<Value> by) {
        Set<Value> dependents = new HashSet<>(by);
        for (Node node : forwardOrder(results)) {
            if (node.inputs().stream().anyMatch(dependents::contains)) {
                dependents.addAll(node.outputs());
            }
        }
        return dependents;
    }

    private static List<Node> reverseOrder(List<Value> results, Set<Value> onPath) {
        List<Node> order = new ArrayList<>();
        for (Node node : forwardOrder(results)) {
            if (node.inputs().stream().anyMatch(onPath::contains)) {
                order.add(0, node);
            }
        }
        return order;
    }

    /** All nodes that {@code results} need, by id: a topological order. */
    private static List<Node> forwardOrder(List<Value> results) {
        Set<Node> seen = new HashSet<>();
        List<Node> stack = new ArrayList<>();
        results.forEach(result -> stack.add(result.node()));
        while (!stack.isEmpty()) {
            Node node = stack.remove(stack.size() - 1);
            if (seen.add(node)) {
                node.inputs().forEach(input -> stack.add(input.node()));
            }
        }
        List<Node> order = new ArrayList<>(seen);
        order.sort(Comparator.comparingInt(Node::id));
        return order;
    }
}
