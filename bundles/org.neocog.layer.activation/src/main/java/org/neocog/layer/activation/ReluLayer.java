package org.neocog.layer.activation;

import org.neocog.graph.UnaryFunction;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code max(x, 0)}; derivative 0 at 0.
 *
 * <p>Input and output have one shape, any one. Source: Nair, Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=relu")
public final class ReluLayer extends ActivationLayer {
    public ReluLayer() {
        super("relu", "Negative elements become 0.", (graph, x) -> graph.unary(UnaryFunction.RELU, x));
    }
}
