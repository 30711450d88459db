package org.neocog.layer.pooling;

import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y[n, c] = mean over the spatial axes of x[n, c, ..]}.
 *
 * <p>Input {@code [N, C, spatial..]}, output {@code [N, C]}: what a dense layer reads. C1: there are spatial axes with elements.
 *
 * <p>Source: Lin, Chen, Yan 2013, "Network in network", 3.2.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=global-average-pool")
public final class GlobalAveragePoolLayer implements LayerType {
    @Override
    public String name() {
        return "global-average-pool";
    }

    @Override
    public String summary() {
        return "The mean of each channel.";
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public LayerSpec create(Options options) {
        return LayerSpec.ofOne(GlobalAveragePoolLayer::lower);
    }

    private static Value lower(Lowering to, Value x) {
        int rank = x.shape().rank();
        if (rank < 3 || Spatial.sizes(x.shape()).contains(0L)) {
            throw to.reject(
                    "C1",
                    "the input must be [N, C, spatial..] with elements",
                    "Change the layer before it.",
                    "input",
                    x.shape());
        }
        List<Integer> axes = IntStream.range(2, rank).boxed().toList();
        long elements = x.shape().range(2, rank).size();
        return to.graph().scale(to.graph().reduceSum(x, axes), 1.0 / elements);
    }
}
