package org.neocog.optimizer.adaptive;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: adamw, learning-rate: 0.001, weight-decay: 0.05}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + AdamWOptimizerType.NAME)
public final class AdamWOptimizerType implements OptimizerType {
    static final String NAME = "adamw";

    static final Option<Double> WEIGHT_DECAY = CommonOptions.decoupledDecay(0.01);

    private static final Schema SCHEMA = AdamOptions.schema(WEIGHT_DECAY);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Adam with decoupled weight decay (Loshchilov, Hutter 2019), and AMSGrad by its flag.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return AdamOptions.create(options, WEIGHT_DECAY, true);
    }
}
