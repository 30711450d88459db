package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: adagrad, learning-rate: 0.01}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + AdagradOptimizerType.NAME)
public final class AdagradOptimizerType implements OptimizerType {
    static final String NAME = "adagrad";

    static final Option<Double> RATE_DECAY = Option.number(
                    "rate-decay", "The learning rate is divided by 1 + this times the steps done.")
            .atLeast(0)
            .orElse(0.0);
    static final Option<Double> INITIAL = Option.number("initial-sum", "What the sum of squared gradients starts with.")
            .atLeast(0)
            .orElse(0.0);
    static final Option<Double> EPSILON = CommonOptions.epsilon(1e-10);

    private static final Schema SCHEMA =
            Schema.of(CommonOptions.LEARNING_RATE, RATE_DECAY, INITIAL, EPSILON, CommonOptions.WEIGHT_DECAY);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Divides each step by the root of the sum of all squared gradients (Duchi, Hazan, Singer 2011).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new AdagradOptimizer(
                options.get(CommonOptions.LEARNING_RATE),
                options.get(RATE_DECAY),
                options.get(INITIAL),
                options.get(EPSILON),
                options.get(CommonOptions.WEIGHT_DECAY));
    }
}
