package org.neocog.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.ParameterValues;
import org.neocog.tensor.Shape;

/**
 * The order of weights in Keras: filters {@code [spatial.., I, O]}, those of depthwise convolutions {@code [spatial.., C, multiplier]}, and
 * matrices {@code [I, O]}, whose inputs come row by row with the channels of a place together where images are flattened before.
 */
final class KerasLayout {
    private KerasLayout() {}

    /** Whether a tensor of a file is what the model wants in another order. */
    static boolean fits(Shape file, Shape wanted) {
        int rank = wanted.rank();
        return file.rank() == rank
                && rank >= 2
                && file.size() == wanted.size()
                && file.range(0, rank - 2).equals(wanted.range(2, rank))
                && (isPlain(file, wanted) || rank > 2 && wanted.dim(1) == 1);
    }

    private static boolean isPlain(Shape file, Shape wanted) {
        return file.dim(-1) == wanted.dim(0) && file.dim(-2) == wanted.dim(1);
    }

    /**
     * The values in the order of the model.
     *
     * @param values in that of the file
     * @param flattened {@code [C, H, W]} of images before a matrix, or empty
     */
    static double[] turned(double[] values, Shape file, Shape wanted, List<Integer> flattened) {
        boolean plain = isPlain(file, wanted);
        int inputs = file.intDim(-2);
        int outputs = file.intDim(-1);
        int places = values.length / Math.max(1, inputs * outputs);
        boolean images = wanted.rank() == 2
                && !flattened.isEmpty()
                && flattened.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact) == inputs;
        double[] turned = new double[values.length];
        for (int place = 0; place < places; place++) {
            for (int in = 0; in < inputs; in++) {
                int to = images ? channelsFirst(in, flattened) : in;
                for (int out = 0; out < outputs; out++) {
                    int row = plain ? out * inputs + to : in * outputs + out;
                    turned[row * places + place] = values[(place * inputs + in) * outputs + out];
                }
            }
        }
        return turned;
    }

    /**
     * A weight of the model in the order of Keras.
     *
     * @param depthwise channels of a depthwise convolution, or 0 if it is none
     * @param flattened {@code [C, H, W]} of images before a matrix, or null
     */
    static ParameterValues back(ParameterValues weight, int depthwise, @Nullable Shape flattened) {
        Shape shape = weight.shape();
        Shape spatial = shape.range(2, shape.rank());
        Shape file = spatial.concat(
                depthwise > 0 ? Shape.of(depthwise, shape.dim(0) / depthwise) : Shape.of(shape.dim(1), shape.dim(0)));
        List<Integer> image =
                flattened == null ? List.of() : List.of(flattened.intDim(0), flattened.intDim(1), flattened.intDim(2));
        double[] places = new double[shape.intSize()];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        double[] from = turned(places, file, shape, image);
        float[] values = new float[places.length];
        for (int i = 0; i < values.length; i++) {
            values[(int) from[i]] = weight.values()[i];
        }
        return new ParameterValues(file, values);
    }

    /** The place of an element of a flattened image {@code [H, W, C]} in one of {@code [C, H, W]}. */
    private static int channelsFirst(int index, List<Integer> shape) {
        int channels = shape.get(0);
        int area = shape.get(1) * shape.get(2);
        return index % channels * area + index / channels;
    }
}
