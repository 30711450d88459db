package org.neocog.layer.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Shape;

/**
 * What one layer makes of some inputs. Immutable; the modifiers return copies.
 *
 * @param options as a config has them: a map, what the primary option takes, or null
 * @param inputs shapes of the inputs; more than one image each, and small: gradients are measured on them
 * @param output shape of the output
 * @param variables shapes of its parameters and statistics by name, in the order of declaration
 */
public record LayerCase(@Nullable Object options, List<Shape> inputs, Shape output, Map<String, Shape> variables) {
    public LayerCase {
        inputs = List.copyOf(inputs);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** A case without variables. */
    public static LayerCase of(@Nullable Object options, Shape output, Shape... inputs) {
        return new LayerCase(options, List.of(inputs), output, Map.of());
    }

    /** The same with one variable more, {@code weight}, {@code running_mean}. */
    public LayerCase with(String variable, long... shape) {
        Map<String, Shape> more = new LinkedHashMap<>(variables);
        more.put(variable, Shape.of(shape));
        return new LayerCase(options, inputs, output, more);
    }

    String title() {
        return options + " on " + inputs;
    }
}
