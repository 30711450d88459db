package org.neocog.optimizer.initializer;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/** {@code weight-init: {normal: 0.01}}: independent of the layer's size. */
@Component(property = InitializerType.NAME_PROPERTY + "=" + NormalInitializerType.NAME)
public final class NormalInitializerType implements InitializerType {
    static final String NAME = "normal";

    static final Option<Double> MEAN =
            Option.number("mean", "Mean of the distribution.").orElse(0.0);
    static final Option<Double> STD =
            Option.number("std", "Standard deviation of the distribution.").atLeast(0);

    private static final Schema SCHEMA = Schema.of(MEAN, STD).primary(STD);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Normal with a given mean and standard deviation.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        double mean = options.get(MEAN);
        double std = options.get(STD);
        return (values, fanIn, fanOut, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = mean + std * random.nextGaussian();
            }
        };
    }
}
