package org.neocog.layer.core;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.ConstantData;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * LeNet-5's output of 1998: {@code y[n, i] = -sum over j of (x[n, j] - code[i, j])^2}, the negative squared distance from the code of each
 * class. The codes are fixed: pictures of the digits in -1 and 1, see {@link DigitCodes}.
 *
 * <p>The paper minimizes {@code distance of the right class + log(e^-j + sum over i of e^-distance_i)} (its equation 9). Softmax
 * cross-entropy on this layer's output is the same, but for the paper's constant {@code e^-j} that stands for a class of rubbish.
 *
 * <p>Input {@code [N, 84]}, output {@code [N, classes]}: logits. No parameters. C1: the input is {@code [N, 84]}. Classes: at most as many
 * as there are codes, 10.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", II.B and II.C, equations 7
 * to 9.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=rbf")
public final class RbfLayer implements LayerType {
    private static final Option<Integer> CLASSES = Option.integer("classes", "outputs: the digits from 0 on")
            .orElse(DigitCodes.count())
            .atLeast(1)
            .atMost(DigitCodes.count());
    private static final Schema SCHEMA = Schema.of(CLASSES).primary(CLASSES);

    @Override
    public String name() {
        return "rbf";
    }

    @Override
    public String summary() {
        return "LeNet's output of 1998: how near the features are to a picture of each digit.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        int classes = options.get(CLASSES);
        return LayerSpec.ofOne((to, x) -> lower(to, x, classes));
    }

    private static Value lower(Lowering to, Value x, int classes) {
        if (x.shape().rank() != 2 || x.shape().dim(1) != DigitCodes.LENGTH) {
            throw to.reject(
                    "C1",
                    "the input must be [N, " + DigitCodes.LENGTH + "]",
                    "Put a dense layer of " + DigitCodes.LENGTH + " units before it.",
                    "input",
                    Spatial.ofOne(x.shape()));
        }
        GraphBuilder graph = to.graph();
        Value codes = graph.constant(
                ConstantData.of(x.element(), Shape.of(classes, DigitCodes.LENGTH), DigitCodes.of(classes)));
        Shape each = Shape.of(x.shape().dim(0), classes, DigitCodes.LENGTH);
        Value difference =
                graph.subtract(graph.broadcast(x, each, List.of(0, 2)), graph.broadcast(codes, each, List.of(1, 2)));
        return graph.negate(graph.reduceSum(graph.multiply(difference, difference), List.of(2)));
    }
}
