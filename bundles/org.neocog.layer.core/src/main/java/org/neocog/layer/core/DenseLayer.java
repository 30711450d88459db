package org.neocog.layer.core;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y[n, o] = bias[o] + sum over i of x[n, i] weight[o, i]}: every output sees every input.
 *
 * <p>Input {@code [N, F]}, output {@code [N, units]}. Parameters {@code weight [units, F]} and {@code bias [units]}. Fan-in is F, fan-out
 * units. The bias starts at 0 unless {@code bias-init} is given. C1: the input is {@code [N, F]}; images are flattened first.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=dense")
public final class DenseLayer implements LayerType {
    private static final Option<Integer> UNITS =
            Option.integer("units", "outputs").atLeast(1);
    private static final Option<Boolean> BIAS =
            Option.flag("bias", "adds a number per output").orElse(true);
    private static final Option<PlugInConfig> WEIGHT_INIT =
            Initialization.option("weight-init", "first values of the weights").orElseConfig("he");
    private static final Option<PlugInConfig> BIAS_INIT = Initialization.option(
                    "bias-init", "first values of the bias; 0, if absent")
            .optional();
    private static final Schema SCHEMA =
            Schema.of(UNITS, BIAS, WEIGHT_INIT, BIAS_INIT).primary(UNITS);

    @Override
    public String name() {
        return "dense";
    }

    @Override
    public String summary() {
        return "Connects every input with every output.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne((to, x) -> lower(to, x, options));
    }

    private static Value lower(Lowering to, Value x, Options options) {
        if (x.shape().rank() != 2) {
            throw to.reject(
                    "C1", "the input must be [N, F]", "Put flatten before it.", "input", Spatial.ofOne(x.shape()));
        }
        GraphBuilder graph = to.graph();
        int units = options.get(UNITS);
        long features = x.shape().dim(1);
        Value weight = to.parameter(
                "weight", Shape.of(units, features), Initialization.by(options.get(WEIGHT_INIT), features, units));
        Value y = graph.matmul(x, weight, false, true);
        if (!options.get(BIAS)) {
            return y;
        }
        Value bias =
                to.parameter("bias", Shape.of(units), Initialization.by(options.find(BIAS_INIT), 0, features, units));
        return graph.add(y, graph.perChannel(bias, y.shape()));
    }
}
