package org.neocog.run;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;

/**
 * What the examples of a batch are of: one class each, or two classes by shares.
 *
 * @param labels int32 {@code [N]}
 * @param mixture where images are mixed
 */
record Targets(Value labels, Optional<Mixture> mixture) {
    /**
     * Of a second class.
     *
     * @param labels int32 {@code [N]}
     * @param shares of the first labels, {@code [N]}, from 0 to 1
     */
    record Mixture(Value labels, Value shares) {}

    static Targets of(Value labels) {
        return new Targets(labels, Optional.empty());
    }

    /** A function of the labels, {@code [N]}: {@code s f(labels) + (1 - s) f(other labels)} where two are mixed. */
    Value mean(GraphBuilder b, UnaryOperator<Value> function) {
        Value own = function.apply(labels);
        if (mixture.isEmpty()) {
            return own;
        }
        Value other = function.apply(mixture.get().labels());
        return b.add(other, b.multiply(mixture.get().shares(), b.subtract(own, other)));
    }
}
