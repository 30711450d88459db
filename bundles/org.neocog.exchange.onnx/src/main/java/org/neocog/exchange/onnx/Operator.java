package org.neocog.exchange.onnx;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.neocog.graph.Value;

/**
 * An operator of ONNX that is understood.
 *
 * @param name as ONNX writes it
 * @param attributes those that it may have
 * @param most operands that it takes, at most
 * @param lowering emits its results, as many of them as are supported
 */
record Operator(String name, Set<String> attributes, int most, Function<Call, List<Value>> lowering) {
    static final int ANY = Integer.MAX_VALUE;

    /** Emits it. @throws OperatorException if this use of it is not supported */
    List<Value> lower(Call call) {
        for (String attribute : call.attributes().values().keySet()) {
            if (!attributes.contains(attribute)) {
                throw new OperatorException(
                        "attributes must be among those that are supported, " + attributes, "attribute", attribute);
            }
        }
        if (call.operands().size() > most) {
            throw new OperatorException(
                    "there must be at most " + most + " inputs",
                    "inputs",
                    call.operands().size());
        }
        return lowering.apply(call);
    }
}
