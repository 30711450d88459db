package org.neocog.config;

import org.jspecify.annotations.Nullable;

/**
 * A single value. Provided by the framework.
 *
 * @param value a {@code Boolean}, {@code Long}, {@code Double}, {@code String} or null
 * @param location where it begins
 * @param text the value as the user wrote it, so that {@code 1.10} can still be read as a text
 */
public record ScalarNode(@Nullable Object value, Location location, String text) implements ConfigNode {
    /**
     * Checks the type of the value.
     *
     * @throws IllegalArgumentException if the value is of another type
     */
    public ScalarNode {
        if (!(value == null
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof String)) {
            throw new IllegalArgumentException(
                    "ScalarNode: value must be a Boolean, Long, Double, String or null, but its type="
                            + value.getClass().getName() + ".");
        }
    }

    /**
     * Makes a scalar whose text follows from its value.
     *
     * @param value a {@code Boolean}, {@code Long}, {@code Double}, {@code String} or null
     * @param location where it begins
     */
    public ScalarNode(@Nullable Object value, Location location) {
        this(value, location, NodeText.scalar(value));
    }

    @Override
    public @Nullable Object toJava() {
        return value;
    }
}
