package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.tensor.Shape;

/**
 * Where a window goes on an input {@code [N, C, spatial..]}, one number per spatial axis each.
 *
 * @param high padding after the input
 * @param overhang elements that the last window reaches beyond that, if sizes are rounded up
 */
record WindowPlace(
        List<Integer> kernel,
        List<Integer> strides,
        List<Integer> dilations,
        List<Integer> low,
        List<Integer> high,
        List<Integer> overhang) {

    static final int MOST_AXES = 3;

    static void requireSpatial(Shape input) {
        if (input.rank() < 3 || input.rank() > MOST_AXES + 2) {
            throw new OperatorException("the input must have 1 to 3 spatial axes", "input", input);
        }
    }

    /** The attribute {@code kernel_shape}, which must be there. */
    static List<Integer> kernel(Attributes a, Shape input) {
        requireSpatial(input);
        if (!a.has("kernel_shape")) {
            throw new OperatorException("kernel_shape must be told", "input", input);
        }
        return positive("kernel_shape", a.spatial("kernel_shape", input.rank() - 2, 1));
    }

    /** The size of filters, which the attribute must agree with. */
    static List<Integer> kernel(Attributes a, Shape input, Shape filter) {
        requireSpatial(input);
        if (filter.rank() != input.rank()) {
            throw new OperatorException(
                    "filters must have as many axes as the input", "filters", filter, "input", input);
        }
        List<Integer> sizes =
                IntStream.range(2, filter.rank()).mapToObj(filter::intDim).toList();
        if (a.has("kernel_shape") && !a.spatial("kernel_shape", sizes.size(), 1).equals(sizes)) {
            throw new OperatorException(
                    "kernel_shape must be that of the filters",
                    "kernel_shape",
                    a.spatial("kernel_shape", sizes.size(), 1),
                    "filters",
                    filter);
        }
        return positive("kernel_shape", sizes);
    }

    static List<Integer> positive(String name, List<Integer> values) {
        if (values.stream().anyMatch(value -> value < 1)) {
            throw new OperatorException("numbers must be at least 1", name, values);
        }
        return values;
    }

    static WindowPlace of(Attributes a, Shape input, List<Integer> kernel, boolean ceil) {
        int axes = kernel.size();
        List<Integer> strides = positive("strides", a.spatial("strides", axes, 1));
        List<Integer> dilations = positive("dilations", a.spatial("dilations", axes, 1));
        List<Integer> low = new ArrayList<>();
        List<Integer> high = new ArrayList<>();
        List<Integer> overhang = new ArrayList<>();
        List<Integer> pads = pads(a, axes);
        String mode = a.text("auto_pad", "NOTSET");
        for (int i = 0; i < axes; i++) {
            long in = input.dim(i + 2);
            long reach = reach(kernel.get(i), dilations.get(i));
            int total = total(mode, in, reach, strides.get(i), pads.get(i) + pads.get(i + axes));
            low.add(mode.equals("NOTSET") ? pads.get(i) : before(mode, total));
            high.add(total - low.get(i));
            overhang.add(ceil ? overhang(in + low.get(i), high.get(i), reach, strides.get(i)) : 0);
        }
        return new WindowPlace(kernel, strides, dilations, low, high, overhang);
    }

    /** The attribute {@code pads}: before each axis, then after each. */
    static List<Integer> pads(Attributes a, int axes) {
        List<Integer> pads = a.spatial("pads", 2 * axes, 0);
        if (pads.stream().anyMatch(amount -> amount < 0)) {
            throw new OperatorException("pads must be at least 0", "pads", pads);
        }
        return pads;
    }

    /** Elements that a window spans. */
    static long reach(int kernel, int dilation) {
        return (long) dilation * (kernel - 1) + 1;
    }

    private static int total(String mode, long in, long reach, int stride, int told) {
        return switch (mode) {
            case "NOTSET" -> told;
            case "VALID" -> 0;
            case "SAME_UPPER", "SAME_LOWER" -> {
                long outputs = (in + stride - 1) / stride;
                yield Math.toIntExact(Math.max((outputs - 1) * stride + reach - in, 0));
            }
            default ->
                throw new OperatorException(
                        "auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER", "auto_pad", mode);
        };
    }

    /** The part of a padding that goes before, when the odd element goes after, or before. */
    static int before(String mode, int total) {
        return mode.equals("SAME_LOWER") ? total - total / 2 : total / 2;
    }

    /** Elements that are missing at the end for one more window; 0 if it would begin behind the input. */
    private static int overhang(long covered, int high, long reach, int stride) {
        long room = covered + high - reach;
        long windows = (room + stride - 1) / stride + 1;
        return (windows - 1) * stride >= covered ? 0 : Math.toIntExact((windows - 1) * stride - room);
    }

    boolean isDilated() {
        return dilations.stream().anyMatch(dilation -> dilation > 1);
    }

    List<Integer> highWithOverhang() {
        return IntStream.range(0, high.size())
                .mapToObj(i -> high.get(i) + overhang.get(i))
                .toList();
    }

    /** Sizes of the output's spatial axes. */
    List<Long> outputs(Shape input) {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < kernel.size(); i++) {
            long room = input.dim(i + 2)
                    + low.get(i)
                    + high.get(i)
                    + overhang.get(i)
                    - reach(kernel.get(i), dilations.get(i));
            if (room < 0) {
                throw new OperatorException(
                        "the window must fit into the padded input", "kernel_shape", kernel, "input", input);
            }
            sizes.add(room / strides.get(i) + 1);
        }
        return sizes;
    }
}
