package org.neocog.graph;

import java.util.Collections;
import java.util.List;
import org.neocog.tensor.Shape;

/**
 * Where a filter is applied: per spatial axis the stride, the dilation and the padding before and after; and the number of groups.
 */
public record ConvolutionGeometry(
        List<Integer> strides, List<Integer> dilations, List<Integer> padLow, List<Integer> padHigh, int groups) {
    public ConvolutionGeometry {
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        padLow = List.copyOf(padLow);
        padHigh = List.copyOf(padHigh);
    }

    /** Stride and dilation 1, no padding, one group, in {@code spatialRank} dimensions. */
    public static ConvolutionGeometry unit(int spatialRank) {
        List<Integer> ones = Collections.nCopies(spatialRank, 1);
        List<Integer> zeros = Collections.nCopies(spatialRank, 0);
        return new ConvolutionGeometry(ones, ones, zeros, zeros, 1);
    }

    public ConvolutionGeometry withStrides(Integer... values) {
        return new ConvolutionGeometry(List.of(values), dilations, padLow, padHigh, groups);
    }

    public ConvolutionGeometry withDilations(Integer... values) {
        return new ConvolutionGeometry(strides, List.of(values), padLow, padHigh, groups);
    }

    public ConvolutionGeometry withPadding(List<Integer> low, List<Integer> high) {
        return new ConvolutionGeometry(strides, dilations, low, high, groups);
    }

    public ConvolutionGeometry withGroups(int count) {
        return new ConvolutionGeometry(strides, dilations, padLow, padHigh, count);
    }

    public int spatialRank() {
        return strides.size();
    }

    /** Size of the output along spatial axis {@code i}: {@code floor((in + low + high - dilation (kernel - 1) - 1) / stride) + 1}. */
    public long outputSize(int i, long in, long kernel) {
        long room = in + padLow.get(i) + padHigh.get(i) - (long) dilations.get(i) * (kernel - 1) - 1;
        return room < 0 ? 0 : room / strides.get(i) + 1;
    }

    /** Checks C1 to C6 of {@link ConvolutionOp} and gives the shape of the output {@code [N, O, spatial..]}. */
    Shape check(String op, Shape input, Shape filter) {
        int n = spatialRank();
        GraphException.require(
                n >= 1 && n <= 3 && input.rank() == n + 2 && filter.rank() == n + 2,
                op,
                "C1",
                "input and filter must have 2 dimensions more than the geometry, which has 1 to 3",
                "input",
                input,
                "filter",
                filter,
                "strides",
                strides);
        GraphException.require(
                dilations.size() == n
                        && padLow.size() == n
                        && padHigh.size() == n
                        && positive(strides)
                        && positive(dilations)
                        && padLow.stream().allMatch(p -> p >= 0)
                        && padHigh.stream().allMatch(p -> p >= 0),
                op,
                "C2",
                "strides and dilations must be at least 1 and padding at least 0, one per spatial axis",
                "strides",
                strides,
                "dilations",
                dilations,
                "padLow",
                padLow,
                "padHigh",
                padHigh);
        GraphException.require(
                groups >= 1 && input.dim(1) % groups == 0,
                op,
                "C3",
                "groups must divide inChannels",
                "groups",
                groups,
                "inChannels",
                input.dim(1));
        GraphException.require(
                filter.dim(0) % groups == 0,
                op,
                "C4",
                "groups must divide outChannels",
                "groups",
                groups,
                "outChannels",
                filter.dim(0));
        GraphException.require(
                filter.dim(1) == input.dim(1) / groups,
                op,
                "C5",
                "the filter must have inChannels / groups input channels",
                "filter",
                filter,
                "inChannels",
                input.dim(1),
                "groups",
                groups);
        return outputShape(op, input, filter);
    }

    private Shape outputShape(String op, Shape input, Shape filter) {
        long[] dims = new long[input.rank()];
        dims[0] = input.dim(0);
        dims[1] = filter.dim(0);
        for (int i = 0; i < spatialRank(); i++) {
            dims[i + 2] = outputSize(i, input.dim(i + 2), filter.dim(i + 2));
            GraphException.require(
                    dims[i + 2] >= 1 && filter.dim(i + 2) >= 1,
                    op,
                    "C6",
                    "the dilated kernel must fit into the padded input",
                    "input",
                    input,
                    "filter",
                    filter,
                    "dilations",
                    dilations,
                    "padLow",
                    padLow,
                    "padHigh",
                    padHigh);
        }
        return Shape.of(dims);
    }

    private static boolean positive(List<Integer> values) {
        return values.stream().allMatch(v -> v >= 1);
    }
}
