package org.neocog.layer.convolution;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.osgi.service.component.annotations.Component;

/**
 * A depthwise convolution, then a pointwise one: {@code y = bias + pointwise.weight * (depthwise.weight * x)}, with nothing between them. It
 * does what a full convolution does with {@code 1 / filters + 1 / kernel elements} of its multiplications.
 *
 * <p>Input {@code [N, C, H, W]}, output {@code [N, filters, H', W']}, sizes as {@link ConvolutionLayer} has them. Parameters {@code
 * depthwise.weight [C multiplier, 1, kernel..]}, {@code pointwise.weight [filters, C multiplier, 1, 1]} and {@code pointwise.bias [filters]};
 * a bias of the depthwise part would only add to that one. Constraints C1 and C3, and the fans of each part: those of {@link
 * ConvolutionLayer}.
 *
 * <p>Source: Chollet 2016, "Xception: deep learning with depthwise separable convolutions", 1.2.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=separable-conv2d")
public final class SeparableConv2dLayer implements LayerType {
    private static final Option<Integer> FILTERS =
            Option.integer("filters", "output channels").atLeast(1);
    private static final KernelOptions KERNEL = new KernelOptions(2);
    private static final Schema SCHEMA = Schema.of(FILTERS)
            .plus(KERNEL.schema())
            .plus(Schema.of(DepthwiseConv2dLayer.MULTIPLIER))
            .plus(FilterOptions.SCHEMA);

    @Override
    public String name() {
        return "separable-conv2d";
    }

    @Override
    public String summary() {
        return "Slides filters over each channel, then mixes the channels of each pixel.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        Kernel kernel = KERNEL.of(options);
        int multiplier = options.get(DepthwiseConv2dLayer.MULTIPLIER);
        FilterOptions parts = FilterOptions.of(options);
        ConvolutionSpec pointwise = ConvolutionSpec.of(options.get(FILTERS), Kernel.pointwise(2), 1, parts);
        return LayerSpec.ofOne((to, x) -> lower(to, x, kernel, multiplier, parts, pointwise));
    }

    private static Value lower(
            Lowering to, Value x, Kernel kernel, int multiplier, FilterOptions parts, ConvolutionSpec pointwise) {
        Value filtered = DepthwiseConv2dLayer.depthwise(to, x, kernel, multiplier, parts.withoutBias(), "depthwise.");
        return pointwise.lower(to, filtered, "pointwise.");
    }
}
