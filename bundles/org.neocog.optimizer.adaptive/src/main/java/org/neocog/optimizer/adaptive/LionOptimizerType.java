package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: lion, learning-rate: 0.0001, weight-decay: 0.1}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + LionOptimizerType.NAME)
public final class LionOptimizerType implements OptimizerType {
    static final String NAME = "lion";

    static final Option<Double> BETA1 =
            CommonOptions.share("beta1", "Share of the mean of gradients in the direction of the step.", 0.9);
    static final Option<Double> BETA2 =
            CommonOptions.share("beta2", "Share of the mean of gradients that is kept from step to step.", 0.99);
    static final Option<Double> WEIGHT_DECAY = CommonOptions.decoupledDecay(0);

    private static final Schema SCHEMA = Schema.of(CommonOptions.LEARNING_RATE, BETA1, BETA2, WEIGHT_DECAY);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Steps of one length along the sign of a mean of gradients (Chen and others 2023).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new LionOptimizer(
                options.get(CommonOptions.LEARNING_RATE),
                options.get(BETA1),
                options.get(BETA2),
                options.get(WEIGHT_DECAY));
    }
}
