package org.neocog.optimizer.initializer;

import java.util.Arrays;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/** {@code bias-init: {constant: 0.1}}. */
@Component(property = InitializerType.NAME_PROPERTY + "=" + ConstantInitializerType.NAME)
public final class ConstantInitializerType implements InitializerType {
    static final String NAME = "constant";

    static final Option<Double> VALUE =
            Option.number("value", "What every element is.").orElse(0.0);

    private static final Schema SCHEMA = Schema.of(VALUE).primary(VALUE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Every element is one number.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        double value = options.get(VALUE);
        return (values, fanIn, fanOut, random) -> Arrays.fill(values, value);
    }
}
