package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: adadelta, rho: 0.95}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + AdadeltaOptimizerType.NAME)
public final class AdadeltaOptimizerType implements OptimizerType {
    static final String NAME = "adadelta";

    static final Option<Double> RATE = Option.number("learning-rate", "Factor of the step; the paper has 1.")
            .above(0)
            .orElse(1.0);
    static final Option<Double> RHO =
            CommonOptions.share("rho", "Share of the running means that is kept from step to step.", 0.9);
    static final Option<Double> EPSILON = CommonOptions.epsilon(1e-6);

    private static final Schema SCHEMA = Schema.of(RATE, RHO, EPSILON, CommonOptions.WEIGHT_DECAY);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Scales each step by the ratio of running means of past steps and gradients (Zeiler 2012).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new AdadeltaOptimizer(
                options.get(RATE), options.get(RHO), options.get(EPSILON), options.get(CommonOptions.WEIGHT_DECAY));
    }
}
