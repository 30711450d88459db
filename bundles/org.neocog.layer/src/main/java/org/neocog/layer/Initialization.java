package org.neocog.layer;

import org.jspecify.annotations.Nullable;
import org.neocog.config.PlugInConfig;

/**
 * How a parameter gets its first values: by a named initializer, or a constant.
 *
 * @param initializer the initializer, or null for {@code constant}
 * @param constant value of every element where there is no initializer
 * @param fanIn connections into one output unit
 * @param fanOut connections out of one input unit
 */
public record Initialization(@Nullable PlugInConfig initializer, double constant, long fanIn, long fanOut) {
    public static Initialization by(PlugInConfig initializer, long fanIn, long fanOut) {
        return new Initialization(initializer, 0, fanIn, fanOut);
    }

    public static Initialization constant(double value) {
        return new Initialization(null, value, 1, 1);
    }
}
