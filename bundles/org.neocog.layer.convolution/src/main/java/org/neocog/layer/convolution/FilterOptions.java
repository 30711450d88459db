package org.neocog.layer.convolution;

import java.util.Optional;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.Lowering;
import org.neocog.tensor.Shape;

/** The options that all convolutions have of their weights and bias, read. */
record FilterOptions(boolean bias, PlugInConfig weightInit, Optional<PlugInConfig> biasInit, boolean trainable) {
    private static final Option<Boolean> BIAS =
            Option.flag("bias", "adds a number per output channel").orElse(true);
    private static final Option<PlugInConfig> WEIGHT_INIT =
            Initialization.option("weight-init", "first values of the filters").orElseConfig("he");
    private static final Option<PlugInConfig> BIAS_INIT = Initialization.option(
                    "bias-init", "first values of the bias; 0, if absent")
            .optional();
    private static final Option<Boolean> TRAINABLE = Option.flag(
                    "trainable", "false: filters and bias keep their first values, or those that are loaded")
            .orElse(true);

    static final Schema SCHEMA = Schema.of(BIAS, WEIGHT_INIT, BIAS_INIT, TRAINABLE);

    static FilterOptions of(Options options) {
        return new FilterOptions(
                options.get(BIAS), options.get(WEIGHT_INIT), options.find(BIAS_INIT), options.get(TRAINABLE));
    }

    FilterOptions withoutBias() {
        return new FilterOptions(false, weightInit, biasInit, trainable);
    }

    Value weight(Lowering to, String name, Shape shape, long fanIn, long fanOut) {
        return declare(to, name, shape, Initialization.by(weightInit, fanIn, fanOut));
    }

    Value bias(Lowering to, String name, Shape shape, long fanIn, long fanOut) {
        return declare(to, name, shape, Initialization.by(biasInit, 0, fanIn, fanOut));
    }

    private Value declare(Lowering to, String name, Shape shape, Initialization initialization) {
        return trainable ? to.parameter(name, shape, initialization) : to.frozen(name, shape, initialization);
    }
}
