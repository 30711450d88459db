package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Convolution, pooling and their gradients by their javadoc: every product, every window, one after the other. */
final class WindowOracle {
    private WindowOracle() {}

    /** One product of a convolution: positions in output, input and filter. */
    @FunctionalInterface
    private interface Product {
        void at(int y, int x, int w);
    }

    static NdArray convolution(ConvolutionOp op, NdArray first, NdArray second, TensorType type) {
        NdArray result = NdArray.zeros(type);
        ConvolutionGeometry geometry = op.geometry();
        if (op instanceof ConvolutionOp.ConvolutionInputGradient) {
            products(
                    geometry,
                    first.dims(),
                    result.dims(),
                    second.dims(),
                    (y, x, w) -> result.addTo(x, first.get(y) * second.get(w)));
        } else if (op instanceof ConvolutionOp.ConvolutionFilterGradient) {
            products(
                    geometry,
                    second.dims(),
                    first.dims(),
                    result.dims(),
                    (y, x, w) -> result.addTo(w, first.get(x) * second.get(y)));
        } else {
            products(
                    geometry,
                    result.dims(),
                    first.dims(),
                    second.dims(),
                    (y, x, w) -> result.addTo(y, first.get(x) * second.get(w)));
        }
        return result;
    }

    private static void products(ConvolutionGeometry geometry, int[] y, int[] x, int[] w, Product use) {
        int groupIn = x[1] / geometry.groups();
        int groupOut = y[1] / geometry.groups();
        int[] stride = ints(geometry.strides());
        int[] dilation = ints(geometry.dilations());
        int[] padLow = ints(geometry.padLow());
        int[] kernel = Arrays.copyOfRange(w, 2, w.length);
        int[] atX = new int[x.length];
        int[] atW = new int[w.length];
        NdArray.forEach(y, atY -> {
            for (int c = 0; c < groupIn; c++) {
                int channel = c;
                NdArray.forEach(kernel, k -> {
                    atX[0] = atY[0];
                    atX[1] = atY[1] / groupOut * groupIn + channel;
                    atW[0] = atY[1];
                    atW[1] = channel;
                    boolean inside = true;
                    for (int i = 0; i < k.length; i++) {
                        atW[i + 2] = k[i];
                        atX[i + 2] = atY[i + 2] * stride[i] + k[i] * dilation[i] - padLow[i];
                        inside &= atX[i + 2] >= 0 && atX[i + 2] < x[i + 2];
                    }
                    if (inside) {
                        use.at(NdArray.flat(y, atY), NdArray.flat(x, atX), NdArray.flat(w, atW));
                    }
                });
            }
        });
    }

    static NdArray pooling(PoolingOp op, List<NdArray> operands, TensorType type) {
        NdArray result = NdArray.zeros(type);
        NdArray first = operands.get(0);
        boolean spread = op instanceof PoolingOp.AveragePoolGradient;
        int[] inputDims = spread ? result.dims() : first.dims();
        int[] outputDims = outputDims(op, operands, type);
        NdArray.forEach(outputDims, at -> {
            int[] window = elements(op.window(), inputDims, at);
            int y = NdArray.flat(outputDims, at);
            if (op instanceof PoolingOp.MaxPool) {
                result.set(y, first.get(greatest(first, window)));
            } else if (op instanceof PoolingOp.MaxPoolGradient) {
                result.addTo(greatest(first, window), operands.get(1).get(y));
            } else if (op instanceof PoolingOp.AveragePool average) {
                result.set(y, sum(first, window) / count(average.window(), average.countPadding(), window));
            } else if (op instanceof PoolingOp.AveragePoolGradient average) {
                double share = first.get(y) / count(average.window(), average.countPadding(), window);
                Arrays.stream(window).forEach(i -> result.addTo(i, share));
            } else if (op instanceof PoolingOp.LpPool pool) {
                double total = Arrays.stream(window)
                        .mapToDouble(i -> Math.pow(Math.abs(first.get(i)), pool.p()))
                        .sum();
                result.set(y, Math.pow(total, 1 / pool.p()));
            } else if (op instanceof PoolingOp.LpPoolGradient pool) {
                double norm = operands.get(1).get(y);
                double dy = operands.get(2).get(y);
                for (int i : window) {
                    double x = first.get(i);
                    double slope = Math.signum(x) * Math.pow(Math.abs(x) / norm, pool.p() - 1);
                    result.addTo(i, norm == 0 ? 0 : dy * slope);
                }
            }
        });
        return result;
    }

    private static int[] outputDims(PoolingOp op, List<NdArray> operands, TensorType type) {
        if (op instanceof PoolingOp.AveragePoolGradient) {
            return operands.get(0).dims();
        }
        return operands.size() > 1 ? operands.get(1).dims() : ints(type.shape());
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] ints(Shape shape) {
        return Arrays.stream(shape.dims()).mapToInt(Math::toIntExact).toArray();
    }

    /** Positions of the elements of one window that are inside the input, row-major. */
    private static int[] elements(PoolingWindow window, int[] input, int[] output) {
        int[] size = ints(window.size());
        int[] at = output.clone();
        List<Integer> found = new ArrayList<>();
        NdArray.forEach(size, k -> {
            boolean inside = true;
            for (int i = 0; i < k.length; i++) {
                at[i + 2] = output[i + 2] * window.strides().get(i)
                        + k[i]
                        - window.padLow().get(i);
                inside &= at[i + 2] >= 0 && at[i + 2] < input[i + 2];
            }
            if (inside) {
                found.add(NdArray.flat(input, at));
            }
        });
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double count(PoolingWindow window, boolean countPadding, int[] elements) {
        return countPadding ? window.size().stream().reduce(1, (a, b) -> a * b) : elements.length;
    }

    private static double sum(NdArray x, int[] window) {
        double sum = 0;
        for (int i : window) {
            sum += x.get(i);
        }
        return sum;
    }

    /** Position of the first greatest element, or of the first NaN. */
    private static int greatest(NdArray x, int[] window) {
        int best = window[0];
        for (int i : window) {
            boolean wins = x.get(i) > x.get(best) || Double.isNaN(x.get(i));
            best = wins && !Double.isNaN(x.get(best)) ? i : best;
        }
        return best;
    }
}
