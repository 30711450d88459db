package org.neocog.layer.pooling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.PoolingWindow;
import org.neocog.layer.Lowering;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;

/**
 * The windows of a pooling layer: options, and what they are for an input {@code [N, C, spatial..]} of one to three spatial axes.
 *
 * <p>An axis of the output has {@code floor((in + before + after - size) / stride) + 1} elements; with {@code ceil-mode} the quotient
 * is rounded up, and the last window may hang over the end, but not begin there.
 *
 * <ul>
 *   <li>C1: the input has a batch, a channel and one to three spatial axes.
 *   <li>C2: size, stride and padding have one number, or as many as the input has spatial axes (padding: or twice as many).
 *   <li>C3: the window fits into the padded input.
 *   <li>C4: padding is less than the window, so that every window holds an element of the input.
 * </ul>
 */
record PoolingWindows(List<Integer> size, Optional<List<Integer>> stride, Padding padding, boolean ceilMode) {
    static final Option<List<Integer>> SIZE =
            Spatial.option("size", "size of the window, one number or one per spatial axis");
    static final Option<List<Integer>> STRIDE =
            Spatial.option("stride", "step of the window; its size, if absent").optional();
    static final Option<ConfigNode> PADDING = Padding.option(
            "elements around the input: a number, one per axis, two per axis (top, bottom, left, right), same or valid");
    static final Option<Boolean> CEIL_MODE = Option.flag(
                    "ceil-mode", "rounds sizes up: also windows that hang over the end")
            .orElse(false);

    /** The options of a layer with such windows; the size is the primary one. */
    static Schema schema(Option<?>... more) {
        return Schema.of(SIZE, STRIDE, PADDING, CEIL_MODE).primary(SIZE).plus(Schema.of(more));
    }

    static PoolingWindows of(Options options) {
        return new PoolingWindows(
                options.get(SIZE), options.find(STRIDE), Padding.of(options.get(PADDING)), options.get(CEIL_MODE));
    }

    /** The window for an input. */
    PoolingWindow on(Lowering to, Shape input) {
        int axes = input.rank() - 2;
        requireAxes(to, input, axes);
        List<Integer> sizes = Spatial.perAxis(size, axes);
        List<Integer> strides = Spatial.perAxis(stride.orElse(size), axes);
        Padding.Sides sides = sides(input);
        List<Integer> high = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            requireFit(to, input, sizes, sides, i);
            long covered = input.dim(i + 2) + sides.low().get(i);
            high.add(sides.high().get(i)
                    + (ceilMode ? overhang(covered, sides.high().get(i), sizes.get(i), strides.get(i)) : 0));
        }
        return new PoolingWindow(sizes, strides, sides.low(), high);
    }

    /** The padding of an input that {@link #on} accepts, without overhang. */
    Padding.Sides sides(Shape input) {
        int axes = input.rank() - 2;
        return padding.sides(
                Spatial.sizes(input), Spatial.perAxis(size, axes), Spatial.perAxis(stride.orElse(size), axes));
    }

    /** Elements that are missing at the end for one more window; 0 if it would begin behind the input. */
    private static int overhang(long covered, int high, int size, int stride) {
        long room = covered + high - size;
        long windows = (room + stride - 1) / stride + 1;
        if ((windows - 1) * stride >= covered) {
            return 0;
        }
        return Math.toIntExact((windows - 1) * stride - room);
    }

    private void requireAxes(Lowering to, Shape input, int axes) {
        if (axes < 1 || axes > Spatial.MAX_AXES) {
            throw to.reject(
                    "C1",
                    "the input must be [N, C, spatial..] with 1 to 3 spatial axes",
                    "Change the layer before it.",
                    "input",
                    input);
        }
        if (!Spatial.fits(size, axes) || !Spatial.fits(stride.orElse(size), axes) || !padding.fits(axes)) {
            throw to.reject(
                    "C2",
                    "size, stride and padding must have one number, or one per spatial axis",
                    "Give one number for all axes.",
                    "size",
                    size,
                    "stride",
                    stride.orElse(size),
                    "padding",
                    padding,
                    "input",
                    Spatial.ofOne(input));
        }
    }

    private static void requireFit(Lowering to, Shape input, List<Integer> sizes, Padding.Sides sides, int axis) {
        if (input.dim(axis + 2) + sides.low().get(axis) + sides.high().get(axis) < sizes.get(axis)) {
            throw to.reject(
                    "C3",
                    "the window must fit into the padded input",
                    "Use a smaller window or more padding.",
                    "size",
                    sizes,
                    "input",
                    Spatial.ofOne(input),
                    "padding",
                    sides);
        }
        if (Math.max(sides.low().get(axis), sides.high().get(axis)) >= sizes.get(axis)) {
            throw to.reject(
                    "C4",
                    "padding must be less than the window",
                    "Use less padding, or a pad layer.",
                    "padding",
                    sides,
                    "size",
                    sizes);
        }
    }
}
