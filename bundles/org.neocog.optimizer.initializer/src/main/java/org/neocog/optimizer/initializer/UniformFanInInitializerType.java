package org.neocog.optimizer.initializer;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code weight-init: uniform-fan-in}: uniform in {@code [-limit / fanIn, limit / fanIn)}, as LeNet-5 was with 2.4.
 *
 * <p>Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998, appendix A.
 */
@Component(property = InitializerType.NAME_PROPERTY + "=" + UniformFanInInitializerType.NAME)
public final class UniformFanInInitializerType implements InitializerType {
    static final String NAME = "uniform-fan-in";

    static final Option<Double> LIMIT = Option.number("limit", "The bound is this over the fan-in.")
            .above(0)
            .orElse(2.4);

    private static final Schema SCHEMA = Schema.of(LIMIT).primary(LIMIT);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Uniform within limit / fan-in of 0, as in the LeNet-5 of 1998.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        double limit = options.get(LIMIT);
        return (values, fanIn, fanOut, random) -> {
            double bound = limit / (double) fanIn;
            for (int i = 0; i < values.length; i++) {
                values[i] = random.uniform(-bound, bound);
            }
        };
    }
}
