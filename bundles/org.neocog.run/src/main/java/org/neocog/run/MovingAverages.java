package org.neocog.run;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.backend.Snapshot;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.tensor.Tensor;

/**
 * Exponential moving averages of parameters and statistics, which are variables of their own: {@code conv1.weight#ema}. They start with the
 * values that training starts with, and after step t from 1 on
 *
 * <pre>
 * d   = min(decay, (1 + t) / (10 + t))
 * ema = ema + (1 - d) (value - ema)
 * </pre>
 *
 * <p>The smaller decay of the first steps lets the start be forgotten.
 *
 * <p>Source: B. Polyak, A. Juditsky, "Acceleration of stochastic approximation by averaging", 1992, for the idea.
 */
final class MovingAverages {
    private static final String SUFFIX = "#ema";

    private MovingAverages() {}

    /** The share {@code 1 - d} of the new value in a step, a scalar. */
    static Value share(GraphBuilder b, double decay, Value step) {
        Value one = b.splat(step.type(), 1);
        Value early = b.divide(b.add(step, one), b.add(step, b.splat(step.type(), 10)));
        return b.subtract(one, b.binary(BinaryFunction.MINIMUM, b.splat(step.type(), decay), early));
    }

    /** Keeps the average of a variable. @param variables told of it */
    static void follow(
            GraphBuilder b, Variable variable, Value next, Value share, Map<String, DeclaredVariable> variables) {
        Variable average = of(variable);
        variables.putIfAbsent(average.name(), new DeclaredVariable(average, Initialization.constant(0)));
        Value before = b.read(average);
        Value change = b.multiply(b.broadcastScalar(share, variable.type().shape()), b.subtract(next, before));
        b.update(average, b.add(before, change));
    }

    private static Variable of(Variable variable) {
        return new Variable(variable.name() + SUFFIX, variable.type(), Variable.Role.SLOT);
    }

    /** The same graph under another name, reading averages where there are some. */
    static Graph reading(Graph graph, String name, Map<String, DeclaredVariable> variables) {
        GraphBuilder b = new GraphBuilder(name);
        Map<Value, Value> copies = new HashMap<>();
        for (Node node : graph.nodes()) {
            b.inScope(node.scope(), () -> copy(b, node, copies, variables));
        }
        graph.outputs().forEach((output, value) -> b.output(output, Objects.requireNonNull(copies.get(value))));
        return b.build();
    }

    private static void copy(
            GraphBuilder b, Node node, Map<Value, Value> copies, Map<String, DeclaredVariable> variables) {
        if (node.op() instanceof SourceOp.Read read) {
            Variable average = of(read.variable());
            copies.put(node.output(0), b.read(variables.containsKey(average.name()) ? average : read.variable()));
        } else if (node.op() instanceof SourceOp.Input input) {
            copies.put(node.output(0), b.input(input.input(), input.type()));
        } else {
            Node copy = b.add(node.op(), node.inputs().stream().map(copies::get).toList());
            for (int i = 0; i < node.outputs().size(); i++) {
                copies.put(node.output(i), copy.output(i));
            }
        }
    }

    /** Lets the averages start with the values that there are. */
    static void start(Snapshot state) {
        state.tensors().forEach((name, tensor) -> {
            if (name.endsWith(SUFFIX)) {
                tensor.copyFrom(state.tensor(name.substring(0, name.length() - SUFFIX.length())));
            }
        });
    }

    /** Whether a state holds averages. */
    static boolean in(Snapshot state) {
        return state.tensors().keySet().stream().anyMatch(name -> name.endsWith(SUFFIX));
    }

    /** The averages in place of the values they are of. Takes over {@code state}: what is not used is closed. */
    static Snapshot takenFrom(Snapshot state) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> {
            boolean averaged = state.tensors().containsKey(name + SUFFIX);
            if (name.endsWith(SUFFIX)) {
                tensors.put(name.substring(0, name.length() - SUFFIX.length()), tensor);
            } else if (!averaged && !name.contains("#")) {
                tensors.put(name, tensor);
            } else {
                tensor.close();
            }
        });
        return new Snapshot(tensors);
    }
}
