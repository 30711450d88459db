package org.neocog.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes nodes from Java values. */
final class NodeOf {
    private NodeOf() {}

    static ConfigNode of(@Nullable Object value) {
        if (value instanceof ConfigNode node) {
            return node;
        }
        if (value instanceof Map<?, ?> map) {
            return mapping(map);
        }
        if (value instanceof List<?> list) {
            List<ConfigNode> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item)));
            return new SequenceNode(items, Location.NONE);
        }
        if (value instanceof Options options) {
            return options.toNode();
        }
        if (value instanceof PlugInConfig plugIn) {
            return plugIn.toNode();
        }
        return scalar(value);
    }

    private static MappingNode mapping(Map<?, ?> map) {
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("ConfigNode: a key must be a text, but key=" + key + ".");
            }
            entries.put(name, new MappingNode.Entry(Location.NONE, of(value)));
        });
        return new MappingNode(entries, Location.NONE);
    }

    private static ScalarNode scalar(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return new ScalarNode(((Number) value).longValue(), Location.NONE);
        }
        if (value instanceof Float number) {
            return new ScalarNode(number.doubleValue(), Location.NONE);
        }
        if (value instanceof Enum<?> constant) {
            return new ScalarNode(Choice.nameOf(constant), Location.NONE);
        }
        if (value instanceof Path path) {
            return new ScalarNode(path.toString(), Location.NONE);
        }
        return new ScalarNode(value, Location.NONE);
    }

    static ConfigNode moved(ConfigNode node, Location location) {
        if (node instanceof SequenceNode sequence) {
            return new SequenceNode(
                    sequence.items().stream().map(item -> moved(item, location)).toList(), location);
        }
        if (node instanceof MappingNode mapping) {
            Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
            mapping.entries()
                    .forEach((key, entry) ->
                            entries.put(key, new MappingNode.Entry(location, moved(entry.value(), location))));
            return new MappingNode(entries, location);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new ScalarNode(scalar.value(), location, scalar.text());
    }
}
