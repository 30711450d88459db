package org.neocog.layer.activation;

import org.neocog.graph.UnaryFunction;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code 1 / (1 + e^-x)}.
 *
 * <p>Input and output have one shape, any one.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=sigmoid")
public final class SigmoidLayer extends ActivationLayer {
    public SigmoidLayer() {
        super("sigmoid", "Squashes to 0..1.", (graph, x) -> graph.unary(UnaryFunction.SIGMOID, x));
    }
}
