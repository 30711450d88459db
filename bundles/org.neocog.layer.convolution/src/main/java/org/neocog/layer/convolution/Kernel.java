package org.neocog.layer.convolution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.layer.Lowering;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;

/**
 * What slides over an input, without its numbers. Every list has one entry per spatial axis.
 *
 * @param window the size with dilation
 */
record Kernel(
        List<Integer> size, List<Integer> strides, List<Integer> dilations, List<Integer> window, Padding padding) {
    private static final List<String> FORMS = List.of("[N, C, W]", "[N, C, H, W]", "[N, C, D, H, W]");

    /** One pixel at a time. */
    static Kernel pointwise(int axes) {
        List<Integer> ones = Collections.nCopies(axes, 1);
        return new Kernel(ones, ones, ones, ones, Padding.NONE);
    }

    int axes() {
        return size.size();
    }

    /** Number of elements for one channel. */
    long elements() {
        return Spatial.product(size);
    }

    Shape shape() {
        return Shape.of(size.stream().mapToLong(Integer::longValue).toArray());
    }

    /** C1: the input has a batch, channels and these spatial axes. */
    void requireRank(Lowering to, Shape input) {
        if (input.rank() != axes() + 2) {
            throw to.reject(
                    "C1", "the input must be " + FORMS.get(axes() - 1), "Change the layer before it.", "input", input);
        }
    }

    /** Where it goes on an input. C3: it fits into the padded input. */
    ConvolutionGeometry on(Lowering to, Shape input, int groups) {
        Padding.Sides sides = padding.sides(Spatial.sizes(input), window, strides);
        for (int i = 0; i < axes(); i++) {
            if (input.dim(i + 2) + sides.low().get(i) + sides.high().get(i) < window.get(i)) {
                List<Object> shown =
                        new ArrayList<>(List.of("kernel", size, "input", Spatial.ofOne(input), "padding", sides));
                if (!window.equals(size)) {
                    shown.addAll(List.of("dilation", dilations));
                }
                throw to.reject(
                        "C3",
                        "the kernel must fit into the padded input",
                        "Use a smaller kernel or more padding.",
                        shown.toArray());
            }
        }
        return new ConvolutionGeometry(strides, dilations, sides.low(), sides.high(), groups);
    }

    /** The spatial axes of what comes out. */
    Shape outputs(ConvolutionGeometry geometry, Shape input) {
        return Shape.of(IntStream.range(0, axes())
                .mapToLong(i -> geometry.outputSize(i, input.dim(i + 2), size.get(i)))
                .toArray());
    }
}
