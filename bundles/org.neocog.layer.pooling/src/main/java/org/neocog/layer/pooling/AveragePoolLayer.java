package org.neocog.layer.pooling;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.layer.LayerType;
import org.neocog.layer.Padding;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = sum of the window / number of elements}, channel by channel. The number is that of the elements inside the input; with {@code
 * count-padding} that of the elements inside the padded input. What hangs over the end in {@code ceil-mode} never counts, as in PyTorch.
 *
 * <p>Input {@code [N, C, spatial..]}, output as {@link PoolingWindows} says. Constraints C1 to C4: those of {@link PoolingWindows}.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=average-pool")
public final class AveragePoolLayer extends PoolingLayer {
    private static final Option<Boolean> COUNT_PADDING = Option.flag(
                    "count-padding", "divides by the number of elements with padding, at the borders, too")
            .orElse(false);

    public AveragePoolLayer() {
        super("average-pool", "The mean of each window.", COUNT_PADDING);
    }

    @Override
    Value pool(GraphBuilder graph, Value x, PoolingWindow window, Options options) {
        if (!options.get(COUNT_PADDING)) {
            return graph.averagePool(x, window, false);
        }
        Padding.Sides sides = PoolingWindows.of(options).sides(x.shape());
        if (sides.high().equals(window.padHigh())) {
            return graph.averagePool(x, window, true);
        }
        List<Integer> none = Collections.nCopies(window.spatialRank(), 0);
        List<Integer> overhang = IntStream.range(0, window.spatialRank())
                .mapToObj(i -> window.padHigh().get(i) - sides.high().get(i))
                .toList();
        Value padded = graph.pad(
                x,
                onSpatial(sides.low()),
                onSpatial(sides.high()),
                Collections.nCopies(x.shape().rank(), 0L),
                0);
        return graph.averagePool(padded, window.withPadding(none, overhang), false);
    }

    private static List<Long> onSpatial(List<Integer> amounts) {
        return Stream.concat(Stream.of(0L, 0L), amounts.stream().map(Integer::longValue))
                .toList();
    }
}
