package org.neocog.layer.activation;

import org.neocog.graph.UnaryFunction;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * Hyperbolic tangent.
 *
 * <p>Input and output have one shape, any one.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=tanh")
public final class TanhLayer extends ActivationLayer {
    public TanhLayer() {
        super("tanh", "Squashes to -1..1.", (graph, x) -> graph.unary(UnaryFunction.TANH, x));
    }
}
