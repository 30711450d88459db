package org.neocog.layer;

import java.util.List;
import java.util.function.BiFunction;
import org.neocog.graph.Value;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One layer with its options, ready to be lowered any number of times (once per graph: training, evaluation, each batch
 * size). Implemented by plug-ins. Stateless: its parameters live in the backend, under the names it declares.
 */
@FunctionalInterface
@ConsumerType
public interface LayerSpec {
    /**
     * Emits this layer's ops.
     *
     * @param to where to emit ops and declare parameters
     * @param inputs one value per incoming edge; images are {@code [N, C, H, W]}, features {@code [N, F]}
     * @return the layer's output
     * @throws org.neocog.config.ConfigException made by {@link Lowering#reject} if the inputs do not fit
     */
    Value lower(Lowering to, List<Value> inputs);

    /** A layer of one input, which refuses several. C0: there is one input. */
    static LayerSpec ofOne(BiFunction<Lowering, Value, Value> lower) {
        return (to, inputs) -> {
            if (inputs.size() != 1) {
                throw to.reject("C0", "the layer must have one input", "Name one in from.", "inputs", inputs.size());
            }
            return lower.apply(to, inputs.get(0));
        };
    }
}
