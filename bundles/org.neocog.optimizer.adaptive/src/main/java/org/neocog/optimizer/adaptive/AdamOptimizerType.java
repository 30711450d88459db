package org.neocog.optimizer.adaptive;

import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.osgi.service.component.annotations.Component;

/** {@code optimizer: {type: adam, learning-rate: 0.001}}. */
@Component(property = OptimizerType.NAME_PROPERTY + "=" + AdamOptimizerType.NAME)
public final class AdamOptimizerType implements OptimizerType {
    static final String NAME = "adam";

    private static final Schema SCHEMA = AdamOptions.schema(CommonOptions.WEIGHT_DECAY);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Adam (Kingma, Ba 2015), and AMSGrad by its flag; weight decay is added to the gradient.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Optimizer create(Options options) {
        return AdamOptions.create(options, CommonOptions.WEIGHT_DECAY, false);
    }
}
