package com.example.prelu;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = max(x, 0) + a min(x, 0)}: a ReLU whose slope on the negative side is learned, one slope a channel.
 *
 * <p>Input and output {@code [N, C, ..]}. Parameter {@code weight [C]}, the slopes, named as PyTorch names them. C1: the input has channels.
 *
 * <p>Source: He, Zhang, Ren, Sun 2015, "Delving deep into rectifiers: surpassing human-level performance on ImageNet classification", section 2.1.
 */
// The framework finds the layer by this service and its property; `name` must be the same word.
@Component(service = LayerType.class, property = LayerType.NAME + "=prelu")
public final class PreluLayer implements LayerType {
    // An option is declared once: with its default and its range, which configs are checked against, and the text of `neocog help layer prelu`.
    private static final Option<Double> INITIAL = Option.number(
                    "initial", "first value of all slopes; 0 begins as relu, 1 as no activation")
            .orElse(0.25)
            .atLeast(0)
            .atMost(1);

    // The primary option is the one that a bare value sets: {prelu: 0.1}.
    private static final Schema SCHEMA = Schema.of(INITIAL).primary(INITIAL);

    @Override
    public String name() {
        return "prelu";
    }

    @Override
    public String summary() {
        return "Negative elements are multiplied by a slope that each channel learns.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne((to, x) -> lower(to, x, options.get(INITIAL)));
    }

    /** The whole layer: ops on values. Gradients, every backend and every precision come from them. */
    private static Value lower(Lowering to, Value x, double initial) {
        Shape shape = x.shape();
        if (shape.rank() < 2) {
            // prelu "p1": the input must have channels, but input=[]. Put it behind a layer that has some. [C1]
            throw to.reject(
                    "C1",
                    "the input must have channels",
                    "Put it behind a layer that has some.",
                    "input",
                    Spatial.ofOne(shape));
        }
        GraphBuilder graph = to.graph();
        Value slopes = to.parameter("weight", Shape.of(shape.dim(1)), Initialization.constant(initial));
        Value positive = graph.unary(UnaryFunction.RELU, x);
        Value negative = graph.subtract(x, positive);
        return graph.add(positive, graph.multiply(graph.perChannel(slopes, shape), negative));
    }
}
