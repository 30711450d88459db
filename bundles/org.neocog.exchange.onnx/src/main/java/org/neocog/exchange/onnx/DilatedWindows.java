package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ConstantData;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/**
 * Pooling whose windows have gaps, which the op set does not have: the elements at one place of all windows are a slice of the padded input.
 *
 * @param input before padding
 * @param slices one per place of the window, each shaped as the output
 */
record DilatedWindows(Call call, WindowPlace place, Shape input, List<Value> slices) {
    private static final long MOST_PLACES = 1000;

    static DilatedWindows of(Call c, Value x, WindowPlace place, double padding) {
        List<Integer> kernel = place.kernel();
        long places = kernel.stream().mapToLong(size -> size).reduce(1, Math::multiplyExact);
        if (places > MOST_PLACES) {
            throw new OperatorException(
                    "a window with gaps must have at most " + MOST_PLACES + " elements", "kernel_shape", kernel);
        }
        Value padded = c.graph()
                .pad(
                        x,
                        WindowOperators.onSpatial(place.low()),
                        WindowOperators.onSpatial(place.highWithOverhang()),
                        Collections.nCopies(x.shape().rank(), 0L),
                        padding);
        Shape output = WindowOperators.resized(x.shape(), place.outputs(x.shape()));
        List<Value> slices = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            slices.add(slice(c, padded, place, output, i));
        }
        return new DilatedWindows(c, place, x.shape(), slices);
    }

    /** The elements at place {@code index} of all windows, places counted row-major. */
    private static Value slice(Call c, Value padded, WindowPlace place, Shape output, int index) {
        int rank = output.rank();
        Long[] starts = new Long[rank];
        Long[] limits = new Long[rank];
        Long[] steps = new Long[rank];
        int rest = index;
        for (int axis = rank - 1; axis >= 0; axis--) {
            int i = axis - 2;
            starts[axis] = i < 0
                    ? 0
                    : (long) (rest % place.kernel().get(i)) * place.dilations().get(i);
            steps[axis] = i < 0 ? 1 : (long) place.strides().get(i);
            limits[axis] = starts[axis] + (output.dim(axis) - 1) * steps[axis] + 1;
            rest = i < 0 ? rest : rest / place.kernel().get(i);
        }
        return c.graph().slice(padded, List.of(starts), List.of(limits), List.of(steps));
    }

    Value joined(BinaryFunction function) {
        return slices.stream()
                .reduce((a, b) -> call.graph().binary(function, a, b))
                .orElseThrow();
    }

    /** The mean of the elements of a window that are in the input, or of those that are in the padded input. */
    Value mean(boolean countPadding) {
        Value sum = joined(BinaryFunction.ADD);
        Shape spatial = sum.shape().range(2, sum.shape().rank());
        double[] shares = new double[spatial.intSize()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 1 / count(spatial, i, countPadding);
        }
        Value factor = call.graph().constant(ConstantData.of(sum.element(), spatial, shares));
        return call.binary(BinaryFunction.MULTIPLY, sum, factor);
    }

    private double count(Shape spatial, int window, boolean countPadding) {
        double count = 1;
        int rest = window;
        for (int i = spatial.rank() - 1; i >= 0; i--) {
            long first = (rest % spatial.dim(i)) * place.strides().get(i)
                    - place.low().get(i);
            long from = countPadding ? -place.low().get(i) : 0;
            long to = input.dim(i + 2) + (countPadding ? place.high().get(i) : 0);
            int there = 0;
            for (int k = 0; k < place.kernel().get(i); k++) {
                long at = first + (long) k * place.dilations().get(i);
                there += at >= from && at < to ? 1 : 0;
            }
            count *= there;
            rest = (int) (rest / spatial.dim(i));
        }
        return count;
    }

    /** {@code (sum |x|^p)^(1/p)}. */
    static Value lp(Call c, WindowPlace place, double p) {
        Value powers = p == 2 ? c.graph().multiply(c.x(), c.x()) : power(c, c.unary(UnaryFunction.ABS, c.x()), p);
        Value sum = of(c, powers, place, 0).joined(BinaryFunction.ADD);
        return p == 2 ? c.unary(UnaryFunction.SQRT, sum) : power(c, sum, 1 / p);
    }

    private static Value power(Call c, Value x, double exponent) {
        return exponent == 1 ? x : c.binary(BinaryFunction.POWER, x, exponent);
    }
}
