package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.TensorType;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An op of a plug-in: a name, attributes, and a definition by ops of the closed set. A backend that knows the name may run it natively;
 * every other runs the decomposition ({@link Transformations#expand}). Its gradient is that of the decomposition.
 *
 * @param name qualified by the plug-in: {@code vendor.swish}
 * @param attributes numbers, texts and lists of them; equal attributes make equal ops
 */
public record CustomOp(String name, Map<String, Object> attributes, Definition definition) implements Op {
    public CustomOp {
        attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** The meaning of a custom op. Implemented by plug-ins; stateless. */
    @ConsumerType
    public interface Definition {
        /** The shape rule. @throws GraphException if the operands do not fit */
        List<TensorType> infer(Map<String, Object> attributes, List<TensorType> operands);

        /** Emits ops of the closed set that compute the results from the operands. */
        List<Value> decompose(GraphBuilder builder, Map<String, Object> attributes, List<Value> operands);
    }

    @Override
    public List<TensorType> infer(List<TensorType> operands) {
        return definition.infer(attributes, operands);
    }

    @Override
    public List<@Nullable Value> gradient(GradientContext context) {
        List<Value> results = definition.decompose(context.builder(), attributes, context.inputs());
        List<Value> flowing = new ArrayList<>();
        List<Value> seeds = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (context.flows(i)) {
                flowing.add(results.get(i));
                seeds.add(context.grad(i));
            }
        }
        return Autodiff.propagate(context.builder(), flowing, seeds, context.inputs());
    }
}
