package org.neocog.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of a schema's options: typed, validated, with every default filled in. Provided by the framework.
 *
 * <p>Immutable. Values are found by the option's name, so any copy of an option finds them.
 */
public final class Options {
    private final Schema schema;
    private final Map<String, Object> values;
    private final Map<String, Location> places;
    private final Location location;

    Options(Schema schema, Map<String, Object> values, Map<String, Location> places, Location location) {
        this.schema = schema;
        this.values = Map.copyOf(values);
        this.places = Map.copyOf(places);
        this.location = location;
    }

    /**
     * Makes options from code, where no plug-in is referred to by name.
     *
     * @param schema the schema
     * @param keysAndValues options (or their names) and values in turn; a value is of the option's type, or as in
     *     {@link ConfigNode#of}
     * @return the bound options
     * @throws ConfigException if a value is refused, with all reasons
     */
    public static Options of(Schema schema, @Nullable Object... keysAndValues) {
        return of(Catalog.of(Map.of()), schema, keysAndValues);
    }

    /**
     * Makes options from code.
     *
     * @param catalog resolves plug-ins that are referred to by name
     * @param schema the schema
     * @param keysAndValues options (or their names) and values in turn; a value is of the option's type, or as in
     *     {@link ConfigNode#of}
     * @return the bound options
     * @throws ConfigException if a value is refused, with all reasons
     */
    public static Options of(Catalog catalog, Schema schema, @Nullable Object... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "Options: keys and values must come in pairs, but there are " + keysAndValues.length + " of them.");
        }
        Map<String, Object> made = new HashMap<>();
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String key = String.valueOf(keysAndValues[i]);
            Object value = keysAndValues[i + 1];
            ConfigNode node = ConfigNode.of(value);
            entries.put(key, new MappingNode.Entry(node.location(), node));
            if (value != null && Binder.isBound(value)) {
                made.put(key, value);
            }
        }
        Problems problems = new Problems();
        Options options =
                new Binder(catalog, problems).bind(schema, new MappingNode(entries, Location.NONE), "options", made);
        problems.throwIfAny();
        return options;
    }

    /**
     * Returns a value.
     *
     * @param option an option of the schema that is required or has a default
     * @return its value
     * @throws NoSuchElementException if the option is optional and absent
     * @throws IllegalArgumentException if the option is not in the schema
     */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new NoSuchElementException(
                        location + ": option \"" + option.name() + "\" must have a value, but it is absent."));
    }

    /**
     * Returns a value that may be absent.
     *
     * @param option an option of the schema
     * @return its value, or empty if the option is optional and absent
     * @throws IllegalArgumentException if the option is not in the schema
     */
    @SuppressWarnings("unchecked") // the binder read the value by the option of this name
    public <T> Optional<T> find(Option<T> option) {
        schema.require(option);
        return Optional.ofNullable((T) values.get(option.name()));
    }

    /** Returns whether the config itself gives the value. */
    public boolean isExplicit(Option<?> option) {
        return places.containsKey(schema.require(option).name());
    }

    /** Returns the schema that these options are bound to. */
    public Schema schema() {
        return schema;
    }

    /** Returns where the mapping begins. */
    public Location location() {
        return location;
    }

    /** Returns where a value stands, or the mapping if it is a default. */
    public Location location(Option<?> option) {
        return places.getOrDefault(schema.require(option).name(), location);
    }

    /**
     * Makes a refusal for a plug-in to throw.
     *
     * @param option the option that has to change
     * @param message rule, found value and cure
     * @return the refusal, at the option's place
     */
    public ConfigException error(Option<?> option, String message) {
        return new ConfigException(location(option), message);
    }

    /** Returns the mapping with every default explicit, in the schema's order; binding it again gives the same. */
    public MappingNode toNode() {
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        for (Option<?> option : schema.options()) {
            Object value = values.get(option.name());
            if (value != null) {
                Location place = location(option);
                entries.put(option.name(), new MappingNode.Entry(place, option.write(value)));
            }
        }
        return new MappingNode(entries, location);
    }

    /** Returns the value of an option by its name, for messages. */
    @Nullable
    Object value(String name) {
        return values.get(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options options
                && options.schema.names().equals(schema.names())
                && options.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return toNode().shown();
    }
}
