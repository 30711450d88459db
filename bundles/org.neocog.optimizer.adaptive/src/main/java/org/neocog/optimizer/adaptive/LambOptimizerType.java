package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: lamb, learning-rate: 0.002, weight-decay: 0.01}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + LambOptimizerType.NAME)
public final class LambOptimizerType implements OptimizerType {
    static final String NAME = "lamb";

    static final Option<Double> EPSILON = CommonOptions.epsilon(1e-6);
    static final Option<Double> WEIGHT_DECAY = CommonOptions.decoupledDecay(0.01);
    static final Option<Boolean> BIAS_CORRECTION =
            Option.flag("bias-correction", "Correct the moments as Adam does.").orElse(true);

    private static final Schema SCHEMA = Schema.of(
            CommonOptions.LEARNING_RATE,
            AdamOptions.BETA1,
            AdamOptions.BETA2,
            EPSILON,
            WEIGHT_DECAY,
            BIAS_CORRECTION,
            LarsOptimizerType.VECTORS);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Adam with steps in proportion to the norm of each parameter, for large batches (You and others 2020).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return new LambOptimizer(
                options.get(CommonOptions.LEARNING_RATE),
                options.get(AdamOptions.BETA1),
                options.get(AdamOptions.BETA2),
                options.get(EPSILON),
                options.get(WEIGHT_DECAY),
                options.get(BIAS_CORRECTION),
                options.get(LarsOptimizerType.VECTORS));
    }
}
