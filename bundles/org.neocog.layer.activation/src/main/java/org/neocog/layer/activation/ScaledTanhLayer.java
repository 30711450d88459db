package org.neocog.layer.activation;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.UnaryFunction;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code amplitude tanh(slope x)}, by default {@code 1.7159 tanh(2x/3)}, which is 1 at 1 and -1 at -1 and has its greatest
 * curvature there.
 *
 * <p>Input and output have one shape, any one.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", appendix A.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=scaled-tanh")
public final class ScaledTanhLayer implements LayerType {
    private static final Option<Double> AMPLITUDE = Option.number("amplitude", "what it nears for great x")
            .orElse(1.7159)
            .above(0);
    private static final Option<Double> SLOPE =
            Option.number("slope", "factor of x").orElse(2.0 / 3).above(0);
    private static final Schema SCHEMA = Schema.of(AMPLITUDE, SLOPE);

    @Override
    public String name() {
        return "scaled-tanh";
    }

    @Override
    public String summary() {
        return "LeNet's 1.7159 tanh(2x/3).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        double amplitude = options.get(AMPLITUDE);
        double slope = options.get(SLOPE);
        return LayerSpec.ofOne((to, x) -> {
            var graph = to.graph();
            return graph.scale(graph.unary(UnaryFunction.TANH, graph.scale(x, slope)), amplitude);
        });
    }
}
