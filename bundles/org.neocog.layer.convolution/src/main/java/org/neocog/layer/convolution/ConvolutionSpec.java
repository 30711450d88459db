package org.neocog.layer.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.neocog.config.PlugInConfig;
import org.neocog.graph.ConstantData;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.Lowering;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * One convolution with its options. Every list has one entry per spatial axis.
 *
 * @param window the kernel's size with dilation
 */
record ConvolutionSpec(
        int filters,
        List<Integer> kernel,
        List<Integer> strides,
        List<Integer> dilations,
        List<Integer> window,
        Padding padding,
        int groups,
        boolean bias,
        Optional<List<List<Integer>>> connections,
        PlugInConfig weightInit,
        Optional<PlugInConfig> biasInit) {

    Value lower(Lowering to, Value x) {
        requireRank(to, x.shape());
        int channels = x.shape().intDim(1);
        requireGroups(to, channels);
        Padding.Sides sides = padding.sides(Spatial.sizes(x.shape()), window, strides);
        requireFit(to, x.shape(), sides);

        GraphBuilder graph = to.graph();
        Value weight =
                connections.map(table -> sparseFilter(to, table, channels)).orElseGet(() -> denseFilter(to, channels));
        Value y = graph.convolution(
                x, weight, new ConvolutionGeometry(strides, dilations, sides.low(), sides.high(), groups));
        if (!bias) {
            return y;
        }
        Value offsets = to.parameter(
                "bias", Shape.of(filters), Initialization.by(biasInit, 0, fanIn(channels), fanOut(channels)));
        return graph.add(y, graph.perChannel(offsets, y.shape()));
    }

    private void requireRank(Lowering to, Shape input) {
        if (input.rank() != kernel.size() + 2) {
            String form =
                    List.of("[N, C, W]", "[N, C, H, W]", "[N, C, D, H, W]").get(kernel.size() - 1);
            throw to.reject("C1", "the input must be " + form, "Change the layer before it.", "input", input);
        }
    }

    private void requireGroups(Lowering to, int channels) {
        if (channels % groups != 0) {
            throw to.reject(
                    "C2",
                    "groups must divide inChannels",
                    "Change groups, or the channels of the layer before it.",
                    "groups",
                    groups,
                    "inChannels",
                    channels);
        }
    }

    private void requireFit(Lowering to, Shape input, Padding.Sides sides) {
        for (int i = 0; i < kernel.size(); i++) {
            if (input.dim(i + 2) + sides.low().get(i) + sides.high().get(i) >= window.get(i)) {
                continue;
            }
            List<Object> shown =
                    new ArrayList<>(List.of("kernel", kernel, "input", Spatial.ofOne(input), "padding", sides));
            if (!window.equals(kernel)) {
                shown.addAll(List.of("dilation", dilations));
            }
            throw to.reject(
                    "C3",
                    "the kernel must fit into the padded input",
                    "Use a smaller kernel or more padding.",
                    shown.toArray());
        }
    }

    private Value denseFilter(Lowering to, int channels) {
        return to.parameter("weight", filter(channels / groups), weights(channels));
    }

    private Initialization weights(int channels) {
        return Initialization.by(weightInit, fanIn(channels), fanOut(channels));
    }

    private Shape filter(int inChannels) {
        return Shape.of(filters, inChannels).concat(kernelShape());
    }

    private Shape kernelShape() {
        return Shape.of(kernel.stream().mapToLong(Integer::longValue).toArray());
    }

    private long fanIn(int channels) {
        return connections
                .map(table -> Math.round((double) count(table) / filters * Spatial.product(kernel)))
                .orElseGet(() -> channels / groups * Spatial.product(kernel));
    }

    private long fanOut(int channels) {
        return connections
                .map(table -> Math.round((double) count(table) / channels * Spatial.product(kernel)))
                .orElseGet(() -> filters / groups * Spatial.product(kernel));
    }

    private static int count(List<List<Integer>> table) {
        return table.stream().mapToInt(List::size).sum();
    }

    /** The filters that there are, scattered to their places in a dense filter of zeros. */
    private Value sparseFilter(Lowering to, List<List<Integer>> table, int channels) {
        List<Integer> places = new ArrayList<>();
        for (int o = 0; o < table.size(); o++) {
            for (int channel : table.get(o)) {
                if (channel >= channels) {
                    throw to.reject(
                            "C7",
                            "connections must name channels of the input",
                            "Channels count from 0.",
                            "connections[" + o + "]",
                            table.get(o).stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")),
                            "inChannels",
                            channels);
                }
                places.add(o * channels + channel);
            }
        }
        GraphBuilder graph = to.graph();
        Value weight = to.parameter("weight", Shape.of(places.size()).concat(kernelShape()), weights(channels));
        Value indices = graph.constant(ConstantData.of(
                ElementType.INT32,
                Shape.of(places.size()),
                places.stream().mapToDouble(Integer::doubleValue).toArray()));
        return graph.reshape(graph.scatterAdd(weight, indices, 0, (long) filters * channels), filter(channels));
    }
}
