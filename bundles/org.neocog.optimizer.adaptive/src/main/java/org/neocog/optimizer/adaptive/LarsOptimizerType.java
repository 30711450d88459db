package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: lars, learning-rate: 2, momentum: 0.9, trust: 0.001}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + LarsOptimizerType.NAME)
public final class LarsOptimizerType implements OptimizerType {
    static final String NAME = "lars";

    static final Option<Double> MOMENTUM =
            CommonOptions.share("momentum", "Share of the velocity that is kept from step to step.", 0.9);
    static final Option<Double> TRUST = Option.number(
                    "trust", "Share of its norm by which a parameter changes where the learning rate is 1.")
            .above(0)
            .orElse(0.001);
    static final Option<Double> EPSILON =
            Option.number("epsilon", "Is added to the denominator.").atLeast(0).orElse(0.0);
    static final Option<Boolean> VECTORS = Option.flag(
                    "adapt-vectors",
                    "Whether norms and weight decay hold for parameters of one dimension, such as biases, too.")
            .orElse(true);

    private static final Schema SCHEMA =
            Schema.of(CommonOptions.LEARNING_RATE, MOMENTUM, TRUST, EPSILON, CommonOptions.WEIGHT_DECAY, VECTORS);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Momentum with a learning rate of each parameter by its norm, for large batches (You, Gitman, Ginsburg 2017).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new LarsOptimizer(
                options.get(CommonOptions.LEARNING_RATE),
                options.get(MOMENTUM),
                options.get(TRUST),
                options.get(EPSILON),
                options.get(CommonOptions.WEIGHT_DECAY),
                options.get(VECTORS));
    }
}
