package org.neocog.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of values. Provided by the framework.
 *
 * @param items the values in order
 * @param location where the list begins
 */
public record SequenceNode(List<ConfigNode> items, Location location) implements ConfigNode {
    /** Copies the list. */
    public SequenceNode {
        items = List.copyOf(items);
    }

    @Override
    public List<@Nullable Object> toJava() {
        List<@Nullable Object> values = new ArrayList<>();
        for (ConfigNode item : items) {
            values.add(item.toJava());
        }
        return values;
    }
}
