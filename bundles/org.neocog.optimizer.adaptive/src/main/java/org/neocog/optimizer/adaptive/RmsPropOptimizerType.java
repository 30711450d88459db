package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: rmsprop, learning-rate: 0.001, centered: true}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + RmsPropOptimizerType.NAME)
public final class RmsPropOptimizerType implements OptimizerType {
    static final String NAME = "rmsprop";

    static final Option<Double> ALPHA =
            CommonOptions.share("alpha", "Share of the running means that is kept from step to step.", 0.99);
    static final Option<Double> MOMENTUM =
            CommonOptions.share("momentum", "Share of the velocity that is kept from step to step.", 0);
    static final Option<Boolean> CENTERED = Option.flag(
                    "centered", "Divide by the deviation of gradients instead of their root mean square.")
            .orElse(false);
    static final Option<Double> EPSILON = CommonOptions.epsilon(1e-8);

    private static final Schema SCHEMA =
            Schema.of(CommonOptions.LEARNING_RATE, ALPHA, MOMENTUM, CENTERED, EPSILON, CommonOptions.WEIGHT_DECAY);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Divides each step by the root of the running mean of squared gradients (Hinton 2012).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new RmsPropOptimizer(
                options.get(CommonOptions.LEARNING_RATE),
                options.get(ALPHA),
                options.get(MOMENTUM),
                options.get(CENTERED),
                options.get(EPSILON),
                options.get(CommonOptions.WEIGHT_DECAY));
    }
}
