package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;

/** Options that several optimizers have. */
final class CommonOptions {
    static final Option<Double> LEARNING_RATE = Option.number(
                    "learning-rate", "Length of a step, which the schedule's factor multiplies.")
            .above(0);
    static final Option<Double> WEIGHT_DECAY = Option.number(
                    "weight-decay", "This times the parameter is added to its gradient.")
            .atLeast(0)
            .orElse(0.0);

    private CommonOptions() {}

    /** Share of a running mean that is kept from step to step. */
    static Option<Double> share(String name, String help, double otherwise) {
        return Option.number(name, help).atLeast(0).below(1).orElse(otherwise);
    }

    /** What keeps a denominator from 0. */
    static Option<Double> epsilon(double otherwise) {
        return Option.number("epsilon", "Is added to the denominator.").above(0).orElse(otherwise);
    }

    /** Weight decay that does not pass through the moments. */
    static Option<Double> decoupledDecay(double otherwise) {
        return Option.number("weight-decay", "This times the parameter is added to the direction of its step.")
                .atLeast(0)
                .orElse(otherwise);
    }
}
