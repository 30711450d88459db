package org.neocog.backend.reference;

import org.neocog.graph.NormalizationOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link NormalizationOp} over {@code [N, C, plane]}. Batch normalization: one task per channel, examples in order. */
final class NormalizationKernels {
    private NormalizationKernels() {}

    static Kernel of(NormalizationOp op, Bound bound) {
        if (op instanceof NormalizationOp.BatchNormalizationTraining training) {
            return new TrainingKernel(training.epsilon(), bound);
        }
        if (op instanceof NormalizationOp.BatchNormalizationInference inference) {
            return new InferenceKernel(inference.epsilon(), bound);
        }
        if (op instanceof NormalizationOp.BatchNormalizationGradient gradient) {
            return new GradientKernel(gradient.epsilon(), bound);
        }
        if (op instanceof NormalizationOp.LocalResponseNormalization local) {
            return new LocalResponseKernel(local.size(), local.alpha(), local.beta(), local.k(), bound);
        }
        NormalizationOp.LocalResponseNormalizationGradient local =
                (NormalizationOp.LocalResponseNormalizationGradient) op;
        return new LocalResponseGradientKernel(local.size(), local.alpha(), local.beta(), local.k(), bound);
    }

    private static int plane(Shape shape) {
        return shape.range(2, shape.rank()).intSize();
    }

    /** One channel per task. */
    private abstract static class Channels extends Kernel {
        final int batch;
        final int channels;
        final int plane;
        final double epsilon;
        final ElementType element;
        final double[] x;

        Channels(double epsilon, Bound bound) {
            super(
                    bound.inShape(0).intDim(1),
                    4L * bound.inSize(0) / Math.max(1, bound.inShape(0).dim(1)));
            Shape shape = bound.inShape(0);
            batch = shape.intDim(0);
            channels = shape.intDim(1);
            plane = plane(shape);
            this.epsilon = epsilon;
            element = bound.element();
            x = bound.in(0);
        }

        /** Where the channel of an example starts. */
        final int start(int n, int channel) {
            return (n * channels + channel) * plane;
        }

        final double mean(int channel) {
            double sum = 0;
            for (int n = 0; n < batch; n++) {
                int start = start(n, channel);
                for (int i = start; i < start + plane; i++) {
                    sum += x[i];
                }
            }
            return sum / ((double) batch * plane);
        }

        final double variance(int channel, double mean) {
            double sum = 0;
            for (int n = 0; n < batch; n++) {
                int start = start(n, channel);
                for (int i = start; i < start + plane; i++) {
                    sum += (x[i] - mean) * (x[i] - mean);
                }
            }
            return sum / ((double) batch * plane);
        }

        final void normalize(int channel, double mean, double variance, double scale, double offset, double[] y) {
            double factor = 1 / Math.sqrt(variance + epsilon);
            for (int n = 0; n < batch; n++) {
                int start = start(n, channel);
                for (int i = start; i < start + plane; i++) {
                    y[i] = scale * ((x[i] - mean) * factor) + offset;
                }
                Rounding.round(element, y, start, start + plane);
            }
        }
    }

    private static final class TrainingKernel extends Channels {
        private final double[] scale;
        private final double[] offset;
        private final double[] y;
        private final double[] means;
        private final double[] variances;

        TrainingKernel(double epsilon, Bound bound) {
            super(epsilon, bound);
            scale = bound.in(1);
            offset = bound.in(2);
            y = bound.out(0);
            means = bound.out(1);
            variances = bound.out(2);
        }

        @Override
        public void run(int channel, int worker) {
            double mean = mean(channel);
            double variance = variance(channel, mean);
            normalize(channel, mean, variance, scale[channel], offset[channel], y);
            means[channel] = element.round(mean);
            variances[channel] = element.round(variance);
        }
    }

    private static final class InferenceKernel extends Channels {
        private final double[] scale;
        private final double[] offset;
        private final double[] means;
        private final double[] variances;
        private final double[] y;

        InferenceKernel(double epsilon, Bound bound) {
            super(epsilon, bound);
            scale = bound.in(1);
            offset = bound.in(2);
            means = bound.in(3);
            variances = bound.in(4);
            y = bound.out(0);
        }

        @Override
        public void run(int channel, int worker) {
            normalize(channel, means[channel], variances[channel], scale[channel], offset[channel], y);
        }
    }

    /** With {@code z = (x - mean) / sqrt(variance + epsilon)}: see the op. */
    private static final class GradientKernel extends Channels {
        private final double[] scale;
        private final double[] means;
        private final double[] variances;
        private final double[] dy;
        private final double[] dx;
        private final double[] dscale;
        private final double[] doffset;

        GradientKernel(double epsilon, Bound bound) {
            super(epsilon, bound);
            scale = bound.in(1);
            means = bound.in(2);
            variances = bound.in(3);
            dy = bound.in(4);
            dx = bound.out(0);
            dscale = bound.out(1);
            doffset = bound.out(2);
        }

        @Override
        public void run(int channel, int worker) {
            double mean = means[channel];
            double factor = 1 / Math.sqrt(variances[channel] + epsilon);
            double sum = 0;
            double dot = 0;
            for (int n = 0; n < batch; n++) {
                int start = start(n, channel);
                for (int i = start; i < start + plane; i++) {
                    sum += dy[i];
                    dot += dy[i] * ((x[i] - mean) * factor);
                }
            }
            double count = (double) batch * plane;
            for (int n = 0; n < batch; n++) {
                int start = start(n, channel);
                for (int i = start; i < start + plane; i++) {
                    double z = (x[i] - mean) * factor;
                    dx[i] = scale[channel] * factor * (dy[i] - sum / count - z * (dot / count));
                }
                Rounding.round(element, dx, start, start + plane);
            }
            dscale[channel] = element.round(dot);
            doffset[channel] = element.round(sum);
        }
    }

    /** One task per example; each position of the plane is a column of channels. */
    private abstract static class Columns extends Kernel {
        final int channels;
        final int plane;
        final ElementType element;
        final double[] x;
        private final int half;
        private final double alpha;
        final double beta;
        private final double k;
        private final int size;

        Columns(int size, double alpha, double beta, double k, Bound bound) {
            super(
                    bound.inShape(0).intDim(0),
                    (40L + size)
                            * bound.inSize(0)
                            / Math.max(1, bound.inShape(0).dim(0)));
            Shape shape = bound.inShape(0);
            channels = shape.intDim(1);
            plane = plane(shape);
            element = bound.element();
            x = bound.in(0);
            half = size / 2;
            this.size = size;
            this.alpha = alpha;
            this.beta = beta;
            this.k = k;
        }

        final int firstChannel(int c) {
            return Math.max(0, c - half);
        }

        final int endChannel(int c) {
            return (int) Math.min(channels, (long) c + half + 1);
        }

        /** The base of the power that divides channel c of the column that starts at {@code column}. */
        final double base(int column, int c) {
            double squares = 0;
            for (int j = firstChannel(c); j < endChannel(c); j++) {
                double value = x[column + j * plane];
                squares += value * value;
            }
            return k + alpha / size * squares;
        }

        /** {@code alpha / size}. */
        final double share() {
            return alpha / size;
        }
    }

    private static final class LocalResponseKernel extends Columns {
        private final double[] y;

        LocalResponseKernel(int size, double alpha, double beta, double k, Bound bound) {
            super(size, alpha, beta, k, bound);
            y = bound.out(0);
        }

        @Override
        public void run(int n, int worker) {
            int start = n * channels * plane;
            for (int position = start; position < start + plane; position++) {
                for (int c = 0; c < channels; c++) {
                    y[position + c * plane] = x[position + c * plane] / Math.pow(base(position, c), beta);
                }
            }
            Rounding.round(element, y, start, start + channels * plane);
        }
    }

    /** {@code dx[c] = dy[c] s[c]^-beta - 2 beta alpha / size x[c] sum of dy[j] x[j] s[j]^(-beta-1)}, s the base, j as in the op. */
    private static final class LocalResponseGradientKernel extends Columns {
        private final double[] dy;
        private final double[] dx;
        private final double[][] bases;
        private final double[][] weighted;

        LocalResponseGradientKernel(int size, double alpha, double beta, double k, Bound bound) {
            super(size, alpha, beta, k, bound);
            dy = bound.in(1);
            dx = bound.out(0);
            bases = bound.scratch(channels);
            weighted = bound.scratch(channels);
        }

        @Override
        public void run(int n, int worker) {
            int start = n * channels * plane;
            for (int position = start; position < start + plane; position++) {
                column(position, bases[worker], weighted[worker]);
            }
            Rounding.round(element, dx, start, start + channels * plane);
        }

        private void column(int position, double[] powers, double[] products) {
            for (int c = 0; c < channels; c++) {
                int at = position + c * plane;
                double base = base(position, c);
                powers[c] = Math.pow(base, -beta);
                products[c] = dy[at] * x[at] * powers[c] / base;
            }
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int j = firstChannel(c); j < endChannel(c); j++) {
                    sum += products[j];
                }
                int at = position + c * plane;
                dx[at] = dy[at] * powers[c] - 2 * beta * share() * x[at] * sum;
            }
        }
    }
}
