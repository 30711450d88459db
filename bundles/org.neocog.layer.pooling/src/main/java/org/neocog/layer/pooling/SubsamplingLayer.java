package org.neocog.layer.pooling;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * LeNet's trainable subsampling: {@code y[n, c, p] = weight[c] (sum of the window at p of x[n, c]) + bias[c]}. The squashing function
 * that follows in the paper is a layer of its own.
 *
 * <p>Input {@code [N, C, spatial..]}, output as {@link PoolingWindows} says, without padding and rounded down. Parameters {@code weight
 * [C]} and {@code bias [C]}. Constraints C1 to C3: those of {@link PoolingWindows}.
 *
 * <p>Initialization: fan-in and fan-out are the size of the window. Without {@code weight-init} the weight starts at 1 / size of the
 * window, so that the layer starts as average pooling; without {@code bias-init} the bias starts at 0.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", II.B, layer S2.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=subsampling")
public final class SubsamplingLayer implements LayerType {
    private static final Option<List<Integer>> SIZE = Spatial.option(
                    "size", "size of the window, one number or one per spatial axis")
            .orElse(List.of(2));
    private static final Option<PlugInConfig> WEIGHT_INIT = Initialization.option(
                    "weight-init", "first values of the coefficients; 1 / size of the window, if absent")
            .optional();
    private static final Option<PlugInConfig> BIAS_INIT = Initialization.option(
                    "bias-init", "first values of the bias; 0, if absent")
            .optional();
    private static final Schema SCHEMA =
            Schema.of(SIZE, PoolingWindows.STRIDE, WEIGHT_INIT, BIAS_INIT).primary(SIZE);

    @Override
    public String name() {
        return "subsampling";
    }

    @Override
    public String summary() {
        return "LeNet's pooling: each window's sum times a trained coefficient, plus a trained bias.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        PoolingWindows windows =
                new PoolingWindows(options.get(SIZE), options.find(PoolingWindows.STRIDE), Padding.NONE, false);
        return LayerSpec.ofOne((to, x) -> lower(to, x, windows.on(to, x.shape()), options));
    }

    private static Value lower(Lowering to, Value x, PoolingWindow window, Options options) {
        long elements = Spatial.product(window.size());
        Shape perChannel = Shape.of(x.shape().dim(1));
        Value weight = to.parameter(
                "weight", perChannel, Initialization.by(options.find(WEIGHT_INIT), 1.0 / elements, elements, elements));
        Value bias =
                to.parameter("bias", perChannel, Initialization.by(options.find(BIAS_INIT), 0, elements, elements));
        GraphBuilder graph = to.graph();
        Value mean = graph.averagePool(x, window, true);
        Value factor = graph.perChannel(graph.scale(weight, elements), mean.shape());
        return graph.add(graph.multiply(mean, factor), graph.perChannel(bias, mean.shape()));
    }
}
