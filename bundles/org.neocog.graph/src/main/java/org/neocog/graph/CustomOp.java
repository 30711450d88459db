package org.neocog.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.TensorType;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An op of a plug-in: a name, attributes, and a definition by ops of the closed set. A backend that knows the name may run it natively;
 * every other runs the decomposition ({@link Transformations#expand}). Its gradient is that of the decomposition.
 *
 * <ul>
 *   <li>C1: the decomposition gives values of the types that the shape rule says.
 *   <li>C2: it ends in the closed set: it may use other custom ops, but not itself.
 * </ul>
 *
 * <p>Both are checked when it is decomposed. What else the operands must fulfil is the definition's own.
 *
 * @param name qualified by the plug-in: {@code vendor.swish}
 * @param attributes numbers, texts and lists of them; equal attributes make equal ops
 * @param definition shape rule and decomposition; equal definitions make equal ops
 */
public record CustomOp(String name, Map<String, Object> attributes, Definition definition) implements Op {
    /** Custom ops may decompose into custom ops, so deep. */
    private static final int MAX_NESTING = 64;

    public CustomOp {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** The meaning of a custom op. Implemented by plug-ins; stateless. */
    @ConsumerType
    public interface Definition {
        /**
         * The shape rule.
         *
         * @throws GraphException if the operands do not fit
         */
        List<TensorType> infer(Map<String, Object> attributes, List<TensorType> operands);

        /** Emits ops of the closed set that compute the results from the operands. */
        List<Value> decompose(GraphBuilder builder, Map<String, Object> attributes, List<Value> operands);
    }

    @Override
    public List<TensorType> infer(List<TensorType> operands) {
        return definition.infer(attributes, operands);
    }

    /** Emits the decomposition and holds its results against those of the node. */
    List<Value> decompose(GraphBuilder builder, List<Value> operands, List<Value> expected) {
        List<Value> results = definition.decompose(builder, attributes, operands);
        GraphException.require(
                types(results).equals(types(expected)),
                name,
                "C1",
                "the decomposition must give the types of the shape rule",
                "decomposition",
                types(results),
                "shape rule",
                types(expected));
        for (Value result : results) {
            builder.requireOwn(name, result);
        }
        return results;
    }

    /** C2, as far as can be told: no honest decomposition nests so deep. */
    void requireEnd(int depth, String graph) {
        GraphException.require(
                depth < MAX_NESTING,
                name,
                "C2",
                "the decomposition must end in the closed set",
                "depth",
                depth,
                "graph",
                graph);
    }

    private static List<TensorType> types(List<Value> values) {
        return values.stream().map(Value::type).toList();
    }

    @Override
    public List<@Nullable Value> gradient(GradientContext context) {
        GraphBuilder builder = context.builder();
        Node node = context.node();
        List<Value> results = new ArrayList<>();
        builder.inScope(node.scope(), () -> results.addAll(decompose(builder, context.inputs(), node.outputs())));
        List<Value> flowing = new ArrayList<>();
        List<Value> seeds = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (context.flows(i)) {
                flowing.add(results.get(i));
                seeds.add(context.grad(i));
            }
        }
        Set<Value> needed = new LinkedHashSet<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (context.needs(i)) {
                needed.add(node.input(i));
            }
        }
        List<Value> by = List.copyOf(needed);
        List<@Nullable Value> gradients = builder.nested(
                depth -> requireEnd(depth, builder.name()),
                () -> Autodiff.propagate(builder, flowing, seeds, by, new HashSet<>(node.inputs())));
        return atFirstPlace(node.inputs(), by, gradients);
    }

    /** One gradient per operand; an operand that is there twice has its whole gradient at its first place, and nothing at the second. */
    private static List<@Nullable Value> atFirstPlace(
            List<Value> operands, List<Value> by, List<@Nullable Value> gradients) {
        List<@Nullable Value> placed = new ArrayList<>(Collections.nCopies(operands.size(), null));
        for (int i = 0; i < by.size(); i++) {
            placed.set(operands.indexOf(by.get(i)), gradients.get(i));
        }
        return placed;
    }
}
