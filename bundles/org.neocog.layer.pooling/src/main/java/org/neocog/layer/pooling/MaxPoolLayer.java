package org.neocog.layer.pooling;

import org.neocog.config.Options;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = max of the window}, channel by channel; padding never wins.
 *
 * <p>Input {@code [N, C, spatial..]}, output as {@link PoolingWindows} says. Constraints C1 to C4: those of {@link PoolingWindows}. The
 * gradient goes to the first greatest element of a window.
 *
 * <p>Source: Ranzato, Huang, Boureau, LeCun 2007, "Unsupervised learning of invariant feature hierarchies", III.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=max-pool")
public final class MaxPoolLayer extends PoolingLayer {
    public MaxPoolLayer() {
        super("max-pool", "The greatest element of each window.");
    }

    @Override
    Value pool(GraphBuilder graph, Value x, PoolingWindow window, Options options) {
        return graph.maxPool(x, window);
    }
}
