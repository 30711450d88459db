package org.neocog.layer.pooling;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = sum of the window / number of elements}, channel by channel. The number is that of the elements inside the input; with {@code
 * count-padding} that of the whole window, overhang of {@code ceil-mode} included.
 *
 * <p>Input {@code [N, C, spatial..]}, output as {@link PoolingWindows} says. Constraints C1 to C4: those of {@link PoolingWindows}.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=average-pool")
public final class AveragePoolLayer extends PoolingLayer {
    private static final Option<Boolean> COUNT_PADDING = Option.flag(
                    "count-padding", "divides by the size of the window at the borders, too")
            .orElse(false);

    public AveragePoolLayer() {
        super("average-pool", "The mean of each window.", COUNT_PADDING);
    }

    @Override
    Value pool(GraphBuilder graph, Value x, PoolingWindow window, Options options) {
        return graph.averagePool(x, window, options.get(COUNT_PADDING));
    }
}
