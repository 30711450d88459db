package org.neocog.layer.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;

/** The options {@code kernel}, {@code stride}, {@code padding} and {@code dilation} of a layer over so many spatial axes. */
final class KernelOptions {
    private final int axes;
    private final Option<List<Integer>> kernel;
    private final Option<List<Integer>> stride;
    private final Option<List<Integer>> dilation;
    private final Option<ConfigNode> padding;

    KernelOptions(int axes) {
        this.axes = axes;
        kernel = Spatial.option("kernel", "size of the filters, one number or one per axis", axes);
        stride = Spatial.option("stride", "step of the filters", axes).orElse(List.of(1));
        dilation = Spatial.option("dilation", "distance of neighbours in a filter", axes)
                .orElse(List.of(1));
        padding = Padding.option(
                "zeros around the input: a number, one per axis, two per axis (top, bottom, left, right), same or valid",
                axes);
    }

    Schema schema() {
        return Schema.of(kernel, stride, padding, dilation);
    }

    Option<List<Integer>> size() {
        return kernel;
    }

    Kernel of(Options options) {
        List<Integer> size = Spatial.perAxis(options.get(kernel), axes);
        List<Integer> dilations = Spatial.perAxis(options.get(dilation), axes);
        List<Integer> window = new ArrayList<>();
        IntStream.range(0, axes).forEach(i -> window.add(dilations.get(i) * (size.get(i) - 1) + 1));
        return new Kernel(
                size, Spatial.perAxis(options.get(stride), axes), dilations, window, Padding.of(options.get(padding)));
    }
}
