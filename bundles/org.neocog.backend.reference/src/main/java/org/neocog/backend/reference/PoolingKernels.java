package org.neocog.backend.reference;

import java.util.Arrays;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * {@link PoolingOp}, with one or two spatial axes as three of which the first have size 1. One task per example and channel, which visits its
 * windows row-major.
 */
final class PoolingKernels {
    private PoolingKernels() {}

    static Kernel of(PoolingOp op, Bound bound) {
        if (op instanceof PoolingOp.MaxPool) {
            return new MaxKernel(op, bound);
        }
        if (op instanceof PoolingOp.MaxPoolGradient) {
            return new MaxGradientKernel(op, bound);
        }
        if (op instanceof PoolingOp.AveragePool average) {
            return new AverageKernel(op, average.countPadding(), bound);
        }
        if (op instanceof PoolingOp.AveragePoolGradient average) {
            return new AverageGradientKernel(op, average.countPadding(), bound);
        }
        if (op instanceof PoolingOp.LpPool lp) {
            return new LpKernel(op, lp.p(), bound);
        }
        return new LpGradientKernel(op, ((PoolingOp.LpPoolGradient) op).p(), bound);
    }

    /** Visits every window of one plane. */
    private abstract static class Planes extends Kernel {
        final Windows depth;
        final Windows height;
        final Windows width;
        final int inPlane;
        final int outPlane;
        private final boolean backward;
        private final ElementType element;
        private final double[] result;

        /** @param input shape of what is pooled; in gradients that of the result */
        Planes(PoolingOp op, Shape input, Shape output, boolean backward, Bound bound) {
            super(
                    input.range(0, 2).intSize(),
                    2 * output.range(2, output.rank()).size() * windowSize(op.window()));
            depth = axis(0, op.window(), input, output);
            height = axis(1, op.window(), input, output);
            width = axis(2, op.window(), input, output);
            inPlane = depth.in() * height.in() * width.in();
            outPlane = depth.out() * height.out() * width.out();
            this.backward = backward;
            element = bound.element();
            result = bound.out(0);
        }

        private static long windowSize(PoolingWindow window) {
            return window.size().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        }

        private static Windows axis(int which, PoolingWindow window, Shape input, Shape output) {
            int axis = which - (3 - window.spatialRank());
            if (axis < 0) {
                return Windows.NONE;
            }
            return new Windows(
                    input.intDim(axis + 2),
                    output.intDim(axis + 2),
                    window.size().get(axis),
                    window.strides().get(axis),
                    1,
                    window.padLow().get(axis));
        }

        @Override
        public final void run(int plane, int worker) {
            int size = backward ? inPlane : outPlane;
            int start = plane * size;
            if (backward) {
                Arrays.fill(result, start, start + size, 0);
            }
            int out = plane * outPlane;
            for (int pd = 0; pd < depth.out(); pd++) {
                for (int ph = 0; ph < height.out(); ph++) {
                    for (int pw = 0; pw < width.out(); pw++) {
                        window(plane * inPlane, out++, pd, ph, pw);
                    }
                }
            }
            Rounding.round(element, result, start, start + size);
        }

        /**
         * Does one window.
         *
         * @param in where the plane of the input starts
         * @param out place of the window's element in the output
         */
        abstract void window(int in, int out, int pd, int ph, int pw);

        /** Start of row (kd, kh) of a window in the input; column 0 of the input. */
        final int row(int in, int pd, int kd, int ph, int kh) {
            return in + (depth.input(pd, kd) * height.in() + height.input(ph, kh)) * width.in();
        }

        /** First input column of a window. */
        final int firstColumn(int pw) {
            return width.input(pw, width.firstOffset(pw));
        }

        /** One past the last input column of a window. */
        final int endColumn(int pw) {
            return width.input(pw, width.endOffset(pw));
        }

        /** Elements by which an average divides. */
        final int divisor(boolean countPadding, int pd, int ph, int pw) {
            if (countPadding) {
                return depth.size() * height.size() * width.size();
            }
            return (depth.endOffset(pd) - depth.firstOffset(pd))
                    * (height.endOffset(ph) - height.firstOffset(ph))
                    * (endColumn(pw) - firstColumn(pw));
        }

        /** Place of the first greatest element of a window; the first NaN counts as greatest. */
        final int greatest(double[] x, int in, int pd, int ph, int pw) {
            int best = -1;
            double greatest = Double.NEGATIVE_INFINITY;
            int from = firstColumn(pw);
            int end = endColumn(pw);
            int depthEnd = depth.endOffset(pd);
            int heightEnd = height.endOffset(ph);
            for (int kd = depth.firstOffset(pd); kd < depthEnd; kd++) {
                for (int kh = height.firstOffset(ph); kh < heightEnd; kh++) {
                    int row = row(in, pd, kd, ph, kh);
                    for (int i = row + from; i < row + end; i++) {
                        // Not at most the greatest: greater, or NaN. Nothing comes after the first NaN.
                        if (!(x[i] <= greatest) || best < 0) {
                            best = i;
                            greatest = x[i];
                            if (Double.isNaN(greatest)) {
                                return best;
                            }
                        }
                    }
                }
            }
            return best;
        }
    }

    private static final class MaxKernel extends Planes {
        private final double[] x;
        private final double[] y;

        MaxKernel(PoolingOp op, Bound bound) {
            super(op, bound.inShape(0), bound.outShape(0), false, bound);
            x = bound.in(0);
            y = bound.out(0);
        }

        @Override
        void window(int in, int out, int pd, int ph, int pw) {
            y[out] = x[greatest(x, in, pd, ph, pw)];
        }
    }

    private static final class MaxGradientKernel extends Planes {
        private final double[] x;
        private final double[] dy;
        private final double[] dx;

        MaxGradientKernel(PoolingOp op, Bound bound) {
            super(op, bound.inShape(0), bound.inShape(1), true, bound);
            x = bound.in(0);
            dy = bound.in(1);
            dx = bound.out(0);
        }

        @Override
        void window(int in, int out, int pd, int ph, int pw) {
            dx[greatest(x, in, pd, ph, pw)] += dy[out];
        }
    }

    private static final class AverageKernel extends Planes {
        private final boolean countPadding;
        private final double[] x;
        private final double[] y;

        AverageKernel(PoolingOp op, boolean countPadding, Bound bound) {
            super(op, bound.inShape(0), bound.outShape(0), false, bound);
            this.countPadding = countPadding;
            x = bound.in(0);
            y = bound.out(0);
        }

        @Override
        void window(int in, int out, int pd, int ph, int pw) {
            double sum = 0;
            int from = firstColumn(pw);
            int end = endColumn(pw);
            int depthEnd = depth.endOffset(pd);
            int heightEnd = height.endOffset(ph);
            for (int kd = depth.firstOffset(pd); kd < depthEnd; kd++) {
                for (int kh = height.firstOffset(ph); kh < heightEnd; kh++) {
                    int row = row(in, pd, kd, ph, kh);
                    for (int i = row + from; i < row + end; i++) {
                        sum += x[i];
                    }
                }
            }
            y[out] = sum / divisor(countPadding, pd, ph, pw);
        }
    }

    private static final class AverageGradientKernel extends Planes {
        private final boolean countPadding;
        private final double[] dy;
        private final double[] dx;

        AverageGradientKernel(PoolingOp op, boolean countPadding, Bound bound) {
            super(op, bound.outShape(0), bound.inShape(0), true, bound);
            this.countPadding = countPadding;
            dy = bound.in(0);
            dx = bound.out(0);
        }

        @Override
        void window(int in, int out, int pd, int ph, int pw) {
            double share = dy[out] / divisor(countPadding, pd, ph, pw);
            int from = firstColumn(pw);
            int end = endColumn(pw);
            int depthEnd = depth.endOffset(pd);
            int heightEnd = height.endOffset(ph);
            for (int kd = depth.firstOffset(pd); kd < depthEnd; kd++) {
                for (int kh = height.firstOffset(ph); kh < heightEnd; kh++) {
                    int row = row(in, pd, kd, ph, kh);
                    for (int i = row + from; i < row + end; i++) {
                        dx[i] += share;
                    }
                }
            }
        }
    }

    /** The greatest magnitude is taken out of the sum, so that no power overflows: {@code m (sum of (|x| / m)^p)^(1/p)}. */
    private static final class LpKernel extends Planes {
        private final double p;
        private final double[] x;
        private final double[] y;

        LpKernel(PoolingOp op, double p, Bound bound) {
            super(op, bound.inShape(0), bound.outShape(0), false, bound);
            this.p = p;
            x = bound.in(0);
            y = bound.out(0);
        }

        @Override
        void window(int in, int out, int pd, int ph, int pw) {
            double m = 0;
            int depthEnd = depth.endOffset(pd);
            int heightEnd = height.endOffset(ph);
            for (int kd = depth.firstOffset(pd); kd < depthEnd; kd++) {
                for (int kh = height.firstOffset(ph); kh < heightEnd; kh++) {
                    int row = row(in, pd, kd, ph, kh);
                    for (int i = row + firstColumn(pw); i < row + endColumn(pw); i++) {
                        m = Math.max(m, Math.abs(x[i]));
                    }
                }
            }
            boolean finite = m > 0 && m < Double.POSITIVE_INFINITY;
            y[out] = finite ? m * Math.pow(powers(in, m, pd, ph, pw), 1 / p) : m;
        }

        private double powers(int in, double m, int pd, int ph, int pw) {
            double sum = 0;
            int depthEnd = depth.endOffset(pd);
            int heightEnd = height.endOffset(ph);
            for (int kd = depth.firstOffset(pd); kd < depthEnd; kd++) {
                for (int kh = height.firstOffset(ph); kh < heightEnd; kh++) {
                    int row = row(in, pd, kd, ph, kh);
                    for (int i = row + firstColumn(pw); i < row + endColumn(pw); i++) {
                        sum += Math.pow(Math.abs(x[i]) / m, p);
                    }
                }
            }
            return sum;
        }
    }

    private static final class LpGradientKernel extends Planes {
        private final double p;
        private final double[] x;
        private final double[] y;
        private final double[] dy;
        private final double[] dx;

        LpGradientKernel(PoolingOp op, double p, Bound bound) {
            super(op, bound.inShape(0), bound.inShape(1), true, bound);
            this.p = p;
            x = bound.in(0);
            y = bound.in(1);
            dy = bound.in(2);
            dx = bound.out(0);
        }

        @Override
        void window(int in, int out, int pd, int ph, int pw) {
            if (y[out] == 0) {
                return;
            }
            int depthEnd = depth.endOffset(pd);
            int heightEnd = height.endOffset(ph);
            for (int kd = depth.firstOffset(pd); kd < depthEnd; kd++) {
                for (int kh = height.firstOffset(ph); kh < heightEnd; kh++) {
                    int row = row(in, pd, kd, ph, kh);
                    for (int i = row + firstColumn(pw); i < row + endColumn(pw); i++) {
                        dx[i] += dy[out] * Math.signum(x[i]) * Math.pow(Math.abs(x[i]) / y[out], p - 1);
                    }
                }
            }
        }
    }
}
