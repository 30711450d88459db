package org.neocog.layer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Option;
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
    /** Kind of plug-in that {@link #initializer} names. */
    public static final String INITIALIZER = "initializer";

    public static Initialization by(PlugInConfig initializer, long fanIn, long fanOut) {
        return new Initialization(initializer, 0, fanIn, fanOut);
    }

    /** By the initializer if there is one, else the constant. */
    public static Initialization by(Optional<PlugInConfig> initializer, double otherwise, long fanIn, long fanOut) {
        return new Initialization(initializer.orElse(null), otherwise, fanIn, fanOut);
    }

    public static Initialization constant(double value) {
        return new Initialization(null, value, 1, 1);
    }

    /** A required option that names an initializer; give it a default by {@link Option#orElseConfig} or {@link Option#optional}. */
    public static Option<PlugInConfig> option(String name, String help) {
        return Option.plugIn(name, help, INITIALIZER);
    }
}
