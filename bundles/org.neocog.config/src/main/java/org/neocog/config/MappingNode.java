package org.neocog.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, in the order in which they were written. Provided by the framework.
 *
 * @param entries the values with the places of their keys
 * @param location where the mapping begins
 */
public record MappingNode(Map<String, Entry> entries, Location location) implements ConfigNode {
    /**
     * A value and the place of its key.
     *
     * @param key where the key stands
     * @param value the value
     */
    public record Entry(Location key, ConfigNode value) {}

    /** Copies the entries. */
    public MappingNode {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /**
     * Makes a mapping from code.
     *
     * @param keysAndValues texts and values in turn, values as in {@link ConfigNode#of}
     * @return the mapping, at {@link Location#NONE}
     */
    public static MappingNode of(@Nullable Object... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("MappingNode: keys and values must come in pairs, but there are "
                    + keysAndValues.length + " of them.");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (!(keysAndValues[i] instanceof String key)) {
                throw new IllegalArgumentException(
                        "MappingNode: a key must be a text, but key=" + keysAndValues[i] + ".");
            }
            entries.put(key, new Entry(Location.NONE, ConfigNode.of(keysAndValues[i + 1])));
        }
        return new MappingNode(entries, Location.NONE);
    }

    /**
     * Looks a value up.
     *
     * @param key the key
     * @return the value, or empty if the key is absent
     */
    public Optional<ConfigNode> get(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /**
     * Sets a value.
     *
     * @param key the key; an existing one keeps its position in the order
     * @param value the value; its place is taken as the key's
     * @return a changed copy
     */
    public MappingNode with(String key, ConfigNode value) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries);
        changed.put(key, new Entry(value.location(), value));
        return new MappingNode(changed, location);
    }

    /**
     * Takes a key out.
     *
     * @param key the key; nothing happens if it is absent
     * @return a changed copy
     */
    public MappingNode without(String key) {
        Map<String, Entry> changed = new LinkedHashMap<>(entries);
        changed.remove(key);
        return new MappingNode(changed, location);
    }

    @Override
    public Map<String, @Nullable Object> toJava() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        entries.forEach((key, entry) -> values.put(key, entry.value().toJava()));
        return values;
    }
}
