package org.neocog.layer.pooling;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = (sum over the window of |x|^p)^(1/p)}, channel by channel; p = 2 is L2 pooling. Padding counts as 0.
 *
 * <p>Input {@code [N, C, spatial..]}, output as {@link PoolingWindows} says. Constraints C1 to C4: those of {@link PoolingWindows}.
 *
 * <p>Source: Sermanet, Chintala, LeCun 2012, "Convolutional neural networks applied to house numbers digit classification", II.B.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=lp-pool")
public final class LpPoolLayer extends PoolingLayer {
    private static final Option<Double> P =
            Option.number("p", "exponent of the norm").orElse(2.0).atLeast(1);

    public LpPoolLayer() {
        super("lp-pool", "The p-norm of each window.", P);
    }

    @Override
    Value pool(GraphBuilder graph, Value x, PoolingWindow window, Options options) {
        return graph.lpPool(x, window, options.get(P));
    }
}
