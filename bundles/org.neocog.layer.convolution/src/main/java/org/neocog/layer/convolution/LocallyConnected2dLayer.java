package org.neocog.layer.convolution;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * A convolution whose weights are not shared: each place has filters of its own. {@code y[n, o, p] = bias[o, p] + sum over c, k of x[n, c, p
 * stride + k dilation - before] weight[p, o, c, k]}.
 *
 * <p>Input {@code [N, C, H, W]}, output {@code [N, filters, H', W']}, sizes as {@link ConvolutionLayer} has them. Parameters {@code weight
 * [H', W', filters, C, kernel..]} and {@code bias [filters, H', W']}: they fix the size of the input. Constraints C1 and C3: those of {@link
 * ConvolutionLayer}. Fan-in is C times the elements of the kernel, fan-out filters times them.
 *
 * <p>Source: LeCun 1989, "Generalization and network design strategies"; Taigman et al. 2014, "DeepFace", 3.1.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=locally-connected2d")
public final class LocallyConnected2dLayer implements LayerType {
    private static final Option<Integer> FILTERS =
            Option.integer("filters", "output channels").atLeast(1);
    private static final KernelOptions KERNEL = new KernelOptions(2);
    private static final Schema SCHEMA =
            Schema.of(FILTERS).plus(KERNEL.schema()).plus(FilterOptions.SCHEMA);

    @Override
    public String name() {
        return "locally-connected2d";
    }

    @Override
    public String summary() {
        return "Slides over 2 spatial axes, with filters of its own at each place.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        int filters = options.get(FILTERS);
        Kernel kernel = KERNEL.of(options);
        FilterOptions parameters = FilterOptions.of(options);
        return LayerSpec.ofOne((to, x) -> lower(to, x, filters, kernel, parameters));
    }

    private static Value lower(Lowering to, Value x, int filters, Kernel kernel, FilterOptions parameters) {
        Columns columns = Columns.of(to, x, kernel);
        long batch = x.shape().dim(0);
        long channels = x.shape().dim(1);
        long seen = channels * kernel.elements();
        long fanOut = filters * kernel.elements();
        Shape places = columns.places();

        GraphBuilder graph = to.graph();
        Shape filter = places.concat(Shape.of(filters, channels)).concat(kernel.shape());
        Value weight = parameters.weight(to, "weight", filter, seen, fanOut);
        Value perPlace = graph.reshape(weight, Shape.of(places.size(), filters, seen));
        Value inputs = graph.transpose(columns.values(), List.of(2, 1, 0));
        Value products = graph.matmul(perPlace, inputs);
        Value y = graph.reshape(
                graph.transpose(products, List.of(2, 1, 0)),
                Shape.of(batch, filters).concat(places));
        if (!parameters.bias()) {
            return y;
        }
        Value bias = parameters.bias(to, "bias", Shape.of(filters).concat(places), seen, fanOut);
        return graph.add(y, graph.broadcast(bias, y.shape(), List.of(1, 2, 3)));
    }
}
