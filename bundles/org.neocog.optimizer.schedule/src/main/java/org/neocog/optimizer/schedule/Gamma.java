package org.neocog.optimizer.schedule;

import org.neocog.config.Option;

/** The option that schedules with drops share. */
final class Gamma {
    static final Option<Double> OPTION = Option.number("gamma", "Factor of the learning rate at each drop.")
            .above(0)
            .atMost(1)
            .orElse(0.1);

    private Gamma() {}
}
