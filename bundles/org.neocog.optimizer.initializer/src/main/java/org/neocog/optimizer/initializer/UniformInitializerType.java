package org.neocog.optimizer.initializer;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/** {@code weight-init: {uniform: {low: -0.1, high: 0.1}}}: independent of the layer's size. */
@Component(property = InitializerType.NAME_PROPERTY + "=" + UniformInitializerType.NAME)
public final class UniformInitializerType implements InitializerType {
    static final String NAME = "uniform";

    static final Option<Double> LOW = Option.number("low", "Least value, which can occur.");
    static final Option<Double> HIGH = Option.number("high", "Upper bound, which does not occur.");

    private static final Schema SCHEMA = Schema.of(LOW, HIGH)
            .rule("C1", "low must be below high", options -> options.get(LOW) < options.get(HIGH), LOW, HIGH);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Uniform between two bounds.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        double low = options.get(LOW);
        double high = options.get(HIGH);
        return (values, fanIn, fanOut, random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.uniform(low, high);
            }
        };
    }
}
