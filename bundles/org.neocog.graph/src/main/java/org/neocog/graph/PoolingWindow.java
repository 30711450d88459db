package org.neocog.graph;

import java.util.Collections;
import java.util.List;
import org.neocog.tensor.Shape;

/** A sliding window: per spatial axis its size, its stride and the padding before and after. */
public record PoolingWindow(List<Integer> size, List<Integer> strides, List<Integer> padLow, List<Integer> padHigh) {
    public PoolingWindow {
        size = List.copyOf(size);
        strides = List.copyOf(strides);
        padLow = List.copyOf(padLow);
        padHigh = List.copyOf(padHigh);
    }

    /** Windows of {@code size}, {@code strides} apart, without padding. */
    public static PoolingWindow of(List<Integer> size, List<Integer> strides) {
        List<Integer> zeros = Collections.nCopies(size.size(), 0);
        return new PoolingWindow(size, strides, zeros, zeros);
    }

    public PoolingWindow withPadding(List<Integer> low, List<Integer> high) {
        return new PoolingWindow(size, strides, low, high);
    }

    public int spatialRank() {
        return size.size();
    }

    /** Checks C2 to C5 of {@link PoolingOp} and gives the shape of the output. */
    Shape check(String op, Shape input) {
        int n = spatialRank();
        GraphException.require(
                n >= 1 && n <= 3 && input.rank() == n + 2,
                op,
                "C2",
                "the input must have 2 dimensions more than the window, which has 1 to 3",
                "input",
                input,
                "window",
                size);
        GraphException.require(
                strides.size() == n
                        && padLow.size() == n
                        && padHigh.size() == n
                        && size.stream().allMatch(v -> v >= 1)
                        && strides.stream().allMatch(v -> v >= 1),
                op,
                "C3",
                "window and strides must be at least 1, one per spatial axis",
                "window",
                size,
                "strides",
                strides);
        long[] dims = input.dims();
        for (int i = 0; i < n; i++) {
            GraphException.require(
                    input.dim(i + 2) >= 1
                            && padLow.get(i) >= 0
                            && padHigh.get(i) >= 0
                            && padLow.get(i) < size.get(i)
                            && padHigh.get(i) < size.get(i) + strides.get(i),
                    op,
                    "C4",
                    "padding must be at least 0 and leave an element in every window",
                    "window",
                    size,
                    "padLow",
                    padLow,
                    "padHigh",
                    padHigh);
            long room = input.dim(i + 2) + padLow.get(i) + padHigh.get(i) - size.get(i);
            GraphException.require(
                    room >= 0,
                    op,
                    "C5",
                    "the window must fit into the padded input",
                    "window",
                    size,
                    "input",
                    input,
                    "padLow",
                    padLow,
                    "padHigh",
                    padHigh);
            dims[i + 2] = room / strides.get(i) + 1;
            GraphException.require(
                    (dims[i + 2] - 1) * strides.get(i) < input.dim(i + 2) + padLow.get(i),
                    op,
                    "C4",
                    "padding must be at least 0 and leave an element in every window",
                    "window",
                    size,
                    "padLow",
                    padLow,
                    "padHigh",
                    padHigh);
        }
        return Shape.of(dims);
    }
}
