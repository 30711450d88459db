package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** {@code ConvTranspose}: the gradient of a convolution by its input. */
final class TransposedConvolution {
    private TransposedConvolution() {}

    static Value lower(Call c) {
        Value filter = c.x(1);
        List<Integer> kernel = WindowPlace.kernel(c.attributes(), c.shape(), filter.shape());
        int axes = kernel.size();
        List<Integer> strides = WindowPlace.positive("strides", c.attributes().spatial("strides", axes, 1));
        List<Integer> dilations =
                WindowPlace.positive("dilations", c.attributes().spatial("dilations", axes, 1));
        List<Integer> more = c.attributes().spatial("output_padding", axes, 0);
        List<Integer> pads = WindowPlace.pads(c.attributes(), axes);
        List<Integer> low = new ArrayList<>();
        List<Integer> high = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            long whole = strides.get(i) * (c.shape().dim(i + 2) - 1)
                    + more.get(i)
                    + WindowPlace.reach(kernel.get(i), dilations.get(i));
            String mode = c.attributes().text("auto_pad", "NOTSET");
            long wanted = wanted(c, i, mode, strides.get(i), axes);
            if (wanted < 0) {
                low.add(mode.equals("VALID") ? 0 : pads.get(i));
                high.add(mode.equals("VALID") ? 0 : pads.get(i + axes));
            } else {
                int total = Math.toIntExact(Math.max(whole - wanted, 0));
                low.add(mode.equals("SAME_UPPER") ? total / 2 : total - total / 2);
                high.add(total - low.get(i));
            }
            sizes.add(wanted < 0 ? whole - low.get(i) - high.get(i) : wanted); // beyond what filters reach is the bias
        }
        int groups = Math.toIntExact(c.attributes().integer("group", 1));
        Shape output = WindowOperators.resized(c.shape().with(1, filter.shape().dim(1) * groups), sizes);
        ConvolutionGeometry geometry = new ConvolutionGeometry(strides, dilations, low, high, groups);
        return WindowOperators.biased(c, c.graph().convolutionInputGradient(c.x(), filter, output, geometry));
    }

    /** The size that the output must have along an axis; -1 if padding decides. */
    private static long wanted(Call c, int axis, String mode, int stride, int axes) {
        if (c.attributes().has("output_shape")) {
            return c.attributes().spatial("output_shape", axes, 0).get(axis);
        }
        return switch (mode) {
            case "NOTSET", "VALID" -> -1;
            case "SAME_UPPER", "SAME_LOWER" -> c.shape().dim(axis + 2) * stride;
            default ->
                throw new OperatorException(
                        "auto_pad must be NOTSET, VALID, SAME_UPPER or SAME_LOWER", "auto_pad", mode);
        };
    }
}
