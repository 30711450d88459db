package org.neocog.architecture;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;

/** Multiplies by a number; refuses 13, and fails at -1. */
final class ScaleLayer implements LayerType {
    private static final Option<Double> FACTOR = Option.number("factor", "what to multiply by");
    private static final Schema SCHEMA = Schema.of(FACTOR).primary(FACTOR);

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String summary() {
        return "Multiplies by a number.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        double factor = options.get(FACTOR);
        if (factor == 13) {
            throw options.error(FACTOR, "factor must not be 13, but factor=13. Take another. [C1]");
        }
        if (factor == -1) {
            throw new ArithmeticException("a bug");
        }
        return (to, inputs) -> to.graph().scale(inputs.get(0), factor);
    }
}
