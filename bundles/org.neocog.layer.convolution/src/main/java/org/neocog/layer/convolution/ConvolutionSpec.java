package org.neocog.layer.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.neocog.graph.ConstantData;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.Lowering;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** One convolution with its options. */
record ConvolutionSpec(
        int filters, Kernel kernel, int groups, Optional<List<List<Integer>>> connections, FilterOptions options) {

    /** Every filter sees the channels of its group. */
    static ConvolutionSpec of(int filters, Kernel kernel, int groups, FilterOptions options) {
        return new ConvolutionSpec(filters, kernel, groups, Optional.empty(), options);
    }

    Value lower(Lowering to, Value x) {
        return lower(to, x, "");
    }

    /**
     * Emits the convolution.
     *
     * @param prefix of the names of its parameters, {@code depthwise.}, or empty
     */
    Value lower(Lowering to, Value x, String prefix) {
        kernel.requireRank(to, x.shape());
        int channels = x.shape().intDim(1);
        requireGroups(to, channels);
        ConvolutionGeometry geometry = kernel.on(to, x.shape(), groups);

        GraphBuilder graph = to.graph();
        String name = prefix + "weight";
        Value weight = connections
                .map(table -> sparseFilter(to, name, table, channels))
                .orElseGet(
                        () -> options.weight(to, name, filter(channels / groups), fanIn(channels), fanOut(channels)));
        Value y = graph.convolution(x, weight, geometry);
        if (!options.bias()) {
            return y;
        }
        Value offsets = options.bias(to, prefix + "bias", Shape.of(filters), fanIn(channels), fanOut(channels));
        return graph.add(y, graph.perChannel(offsets, y.shape()));
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

    private Shape filter(int inChannels) {
        return Shape.of(filters, inChannels).concat(kernel.shape());
    }

    private long fanIn(int channels) {
        return connections
                .map(table -> Math.round((double) count(table) / filters * kernel.elements()))
                .orElseGet(() -> channels / groups * kernel.elements());
    }

    private long fanOut(int channels) {
        return connections
                .map(table -> Math.round((double) count(table) / channels * kernel.elements()))
                .orElseGet(() -> filters / groups * kernel.elements());
    }

    private static int count(List<List<Integer>> table) {
        return table.stream().mapToInt(List::size).sum();
    }

    /** The filters that there are, scattered to their places in a dense filter of zeros. */
    private Value sparseFilter(Lowering to, String name, List<List<Integer>> table, int channels) {
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
        Shape shape = Shape.of(places.size()).concat(kernel.shape());
        Value weight = options.weight(to, name, shape, fanIn(channels), fanOut(channels));
        Value indices = graph.constant(ConstantData.of(
                ElementType.INT32,
                Shape.of(places.size()),
                places.stream().mapToDouble(Integer::doubleValue).toArray()));
        return graph.reshape(graph.scatterAdd(weight, indices, 0, (long) filters * channels), filter(channels));
    }
}
