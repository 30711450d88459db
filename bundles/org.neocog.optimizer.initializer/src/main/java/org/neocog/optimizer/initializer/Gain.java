package org.neocog.optimizer.initializer;

import org.neocog.config.Option;

/** The option that initializers of a scaled variance share. */
final class Gain {
    private Gain() {}

    static Option<Double> option(double usual) {
        return Option.number("gain", "Numerator of the variance: what the activation that follows loses.")
                .above(0)
                .orElse(usual);
    }
}
