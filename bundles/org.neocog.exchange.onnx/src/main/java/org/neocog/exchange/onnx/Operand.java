package org.neocog.exchange.onnx;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.Value;

/**
 * What an operator reads.
 *
 * @param value emits it, or gives what was emitted
 * @param numbers its values, where they are known
 */
record Operand(Supplier<Value> value, @Nullable Numbers numbers) {
    static Operand of(Value value) {
        return new Operand(() -> value, null);
    }
}
