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
 * Slides {@code multiplier} filters over each channel by itself: {@code y[n, c m + j, p] = bias[c m + j] + sum over k of x[n, c, p stride + k
 * dilation - before] weight[c m + j, 0, k]}, m the multiplier.
 *
 * <p>Input {@code [N, C, H, W]}, output {@code [N, C m, H', W']}, sizes as {@link ConvolutionLayer} has them. Parameters {@code weight [C m,
 * 1, kernel..]} and {@code bias [C m]}: those of a {@code conv2d} with as many groups as channels. Constraints C1 and C3, and the fans: those
 * of {@link ConvolutionLayer}.
 *
 * <p>Source: Sifre 2014, "Rigid-motion scattering for image classification"; Howard et al. 2017, "MobileNets", 3.1.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=depthwise-conv2d")
public final class DepthwiseConv2dLayer implements LayerType {
    static final Option<Integer> MULTIPLIER =
            Option.integer("multiplier", "filters per channel").orElse(1).atLeast(1);
    private static final KernelOptions KERNEL = new KernelOptions(2);
    private static final Schema SCHEMA = KERNEL.schema()
            .plus(Schema.of(MULTIPLIER))
            .plus(FilterOptions.SCHEMA)
            .primary(KERNEL.size());

    @Override
    public String name() {
        return "depthwise-conv2d";
    }

    @Override
    public String summary() {
        return "Slides filters over each channel by itself.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        Kernel kernel = KERNEL.of(options);
        int multiplier = options.get(MULTIPLIER);
        FilterOptions filters = FilterOptions.of(options);
        return LayerSpec.ofOne((to, x) -> depthwise(to, x, kernel, multiplier, filters, ""));
    }

    static Value depthwise(Lowering to, Value x, Kernel kernel, int multiplier, FilterOptions filters, String prefix) {
        kernel.requireRank(to, x.shape());
        int channels = x.shape().intDim(1);
        return ConvolutionSpec.of(channels * multiplier, kernel, channels, filters)
                .lower(to, x, prefix);
    }
}
