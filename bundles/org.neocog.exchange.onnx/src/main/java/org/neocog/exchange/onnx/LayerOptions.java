package org.neocog.exchange.onnx;

import java.util.List;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;

/** Options of a layer while they are put together, without those that have their default. */
record LayerOptions(MappingNode node) {
    static LayerOptions of() {
        return new LayerOptions(MappingNode.of());
    }

    LayerOptions put(String key, Object value) {
        return new LayerOptions(node.with(key, ConfigNode.of(value)));
    }

    LayerOptions unless(String key, Object value, Object standard) {
        return value.equals(standard) ? this : put(key, value);
    }

    MappingNode toNode() {
        return node;
    }

    /** A single number if all are equal. */
    static Object one(List<Integer> numbers) {
        return numbers.stream().distinct().count() == 1 ? (Object) numbers.get(0) : (Object) numbers;
    }
}
