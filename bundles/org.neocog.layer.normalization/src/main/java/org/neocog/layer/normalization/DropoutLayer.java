package org.neocog.layer.normalization;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.osgi.service.component.annotations.Component;

/**
 * In training {@code y = 0} with probability {@code rate}, else {@code x / (1 - rate)}, each element by itself; in evaluation {@code y = x}.
 *
 * <p>Input and output have one shape, any one. What is dropped is a function of seed, step and layer, equal on every backend.
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, "Dropout: a simple way to prevent neural networks from
 * overfitting"; scaled in training rather than in evaluation: section 10.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=dropout")
public final class DropoutLayer implements LayerType {
    private static final Option<Double> RATE = Option.number("rate", "share of elements that become 0 in training")
            .orElse(0.5)
            .atLeast(0)
            .below(1);
    private static final Schema SCHEMA = Schema.of(RATE).primary(RATE);

    @Override
    public String name() {
        return "dropout";
    }

    @Override
    public String summary() {
        return "Sets elements to 0 at random in training.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        double rate = options.get(RATE);
        return LayerSpec.ofOne((to, x) -> to.training() && rate > 0 ? drop(to, x, rate) : x);
    }

    private static Value drop(Lowering to, Value x, double rate) {
        GraphBuilder graph = to.graph();
        Value random = to.random(x.shape());
        Value kept = graph.compare(Comparison.GREATER_OR_EQUAL, random, graph.splat(random.type(), rate));
        return graph.select(kept, graph.scale(x, 1 / (1 - rate)), graph.zeros(x.type()));
    }
}
