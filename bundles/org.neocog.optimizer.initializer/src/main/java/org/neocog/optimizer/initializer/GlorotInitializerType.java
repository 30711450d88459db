package org.neocog.optimizer.initializer;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code weight-init: glorot}: variance {@code 2 gain / (fanIn + fanOut)}; uniform, within {@code sqrt(6 gain / (fanIn + fanOut))},
 * unless told otherwise. Also known by the name Xavier.
 *
 * <p>Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, equation
 * 16.
 */
@Component(property = InitializerType.NAME_PROPERTY + "=" + GlorotInitializerType.NAME)
public final class GlorotInitializerType implements InitializerType {
    static final String NAME = "glorot";

    static final Option<Distribution> DISTRIBUTION = Distribution.option(Distribution.UNIFORM);
    static final Option<Double> GAIN = Gain.option(1);

    private static final Schema SCHEMA = Schema.of(DISTRIBUTION, GAIN);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Mean 0, variance 2 gain / (fan-in + fan-out): for layers with tanh (Glorot and Bengio 2010).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        Distribution distribution = options.get(DISTRIBUTION);
        double gain = options.get(GAIN);
        return (values, fanIn, fanOut, random) ->
                distribution.fill(values, 2 * gain / (double) (fanIn + fanOut), random);
    }
}
