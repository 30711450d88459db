package org.neocog.optimizer.initializer;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code weight-init: he}: variance {@code gain / fan}, for layers with ReLU.
 *
 * <p>Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers", ICCV 2015, equations 10 and 14.
 */
@Component(property = InitializerType.NAME_PROPERTY + "=" + HeInitializerType.NAME)
public final class HeInitializerType implements InitializerType {
    static final String NAME = "he";

    /** Which connections are counted. */
    enum Mode {
        /** Those into an output: keeps the variance of activations. */
        FAN_IN,
        /** Those out of an input: keeps the variance of gradients. */
        FAN_OUT
    }

    static final Option<Mode> MODE = Option.choice(
                    "mode", "fan-in keeps the variance of activations, fan-out that of gradients.", Mode.class)
            .orElse(Mode.FAN_IN);
    static final Option<Distribution> DISTRIBUTION = Distribution.option(Distribution.NORMAL);
    static final Option<Double> GAIN = Gain.option(2);

    private static final Schema SCHEMA = Schema.of(MODE, DISTRIBUTION, GAIN);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Mean 0, variance gain / fan: for layers with ReLU (He et al. 2015).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        Mode mode = options.get(MODE);
        Distribution distribution = options.get(DISTRIBUTION);
        double gain = options.get(GAIN);
        return (values, fanIn, fanOut, random) ->
                distribution.fill(values, gain / (double) (mode == Mode.FAN_IN ? fanIn : fanOut), random);
    }
}
