package org.neocog.layer.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;

/**
 * What a layer type claims of itself. Immutable; the modifiers return copies.
 *
 * @param cases what it makes, one at least
 * @param refusals what it refuses, one at least
 */
public record LayerClaims(LayerType type, List<LayerCase> cases, List<Refusal> refusals) {
    public LayerClaims {
        cases = List.copyOf(cases);
        refusals = List.copyOf(refusals);
    }

    /**
     * Options or inputs that do not fit.
     *
     * @param message all of the error but its place; the layer is named {@code layer}: {@code conv2d "layer": the input must be ..}
     */
    public record Refusal(@Nullable Object options, List<Shape> inputs, String message) {
        public Refusal {
            inputs = List.copyOf(inputs);
        }
    }

    public static LayerClaims of(LayerType type) {
        return new LayerClaims(type, List.of(), List.of());
    }

    public LayerClaims makes(LayerCase made) {
        List<LayerCase> more = new ArrayList<>(cases);
        more.add(made);
        return new LayerClaims(type, more, refusals);
    }

    public LayerClaims refuses(@Nullable Object options, String message, Shape... inputs) {
        List<Refusal> more = new ArrayList<>(refusals);
        more.add(new Refusal(options, List.of(inputs), message));
        return new LayerClaims(type, cases, more);
    }
}
