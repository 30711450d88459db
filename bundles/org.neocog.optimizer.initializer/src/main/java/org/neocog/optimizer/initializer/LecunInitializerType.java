package org.neocog.optimizer.initializer;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code weight-init: lecun}: variance {@code gain / fanIn}. (LeNet-5 of 1998 used {@link UniformFanInInitializerType} instead.)
 *
 * <p>Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient backprop", 1998, equation 16.
 */
@Component(property = InitializerType.NAME_PROPERTY + "=" + LecunInitializerType.NAME)
public final class LecunInitializerType implements InitializerType {
    static final String NAME = "lecun";

    static final Option<Distribution> DISTRIBUTION = Distribution.option(Distribution.NORMAL);
    static final Option<Double> GAIN = Gain.option(1);

    private static final Schema SCHEMA = Schema.of(DISTRIBUTION, GAIN);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Mean 0, variance gain / fan-in: for scaled tanh (LeCun et al. 1998).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        Distribution distribution = options.get(DISTRIBUTION);
        double gain = options.get(GAIN);
        return (values, fanIn, fanOut, random) -> distribution.fill(values, gain / (double) fanIn, random);
    }
}
