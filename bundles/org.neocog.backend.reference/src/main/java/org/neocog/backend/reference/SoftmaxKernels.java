package org.neocog.backend.reference;

import java.util.Arrays;
import org.neocog.graph.SoftmaxOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link SoftmaxOp}: one task per row of numbers that are normalized together. */
final class SoftmaxKernels {
    private SoftmaxKernels() {}

    static Kernel of(SoftmaxOp op, Bound bound) {
        if (op instanceof SoftmaxOp.Softmax softmax) {
            return new SoftmaxKernel(softmax.axis(), false, bound);
        }
        if (op instanceof SoftmaxOp.LogSoftmax logSoftmax) {
            return new SoftmaxKernel(logSoftmax.axis(), true, bound);
        }
        if (op instanceof SoftmaxOp.SoftmaxCrossEntropy) {
            return new CrossEntropyKernel(bound);
        }
        return new CrossEntropyGradientKernel(bound);
    }

    /** Greatest of {@code n} elements; NaN if one is. */
    private static double greatest(double[] x, int at, int step, int n) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            greatest = Math.max(greatest, x[at + i * step]);
        }
        return greatest;
    }

    private static double sumOfExponentials(double[] x, int at, int step, int n, double greatest) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(x[at + i * step] - greatest);
        }
        return sum;
    }

    /** x is {@code [outer, size, inner]}. */
    private static final class SoftmaxKernel extends Kernel {
        private final boolean log;
        private final int size;
        private final int inner;
        private final ElementType element;
        private final double[] x;
        private final double[] y;

        SoftmaxKernel(int axis, boolean log, Bound bound) {
            super(
                    bound.outShape(0).with(axis, 1).intSize(),
                    20 * bound.outShape(0).dim(axis));
            this.log = log;
            Shape shape = bound.outShape(0);
            size = shape.intDim(axis);
            inner = shape.range(axis + 1, shape.rank()).intSize();
            element = bound.element();
            x = bound.in(0);
            y = bound.out(0);
        }

        @Override
        public void run(int row, int worker) {
            int at = row / inner * size * inner + row % inner;
            double greatest = greatest(x, at, inner, size);
            double sum = sumOfExponentials(x, at, inner, size, greatest);
            for (int i = at; i < at + size * inner; i += inner) {
                double shifted = x[i] - greatest;
                y[i] = element.round(log ? shifted - Math.log(sum) : Math.exp(shifted) / sum);
            }
        }
    }

    /** Logits are {@code [N, classes]}; one task per example. */
    private abstract static class Examples extends Kernel {
        final int classes;
        final boolean byLabel;
        final ElementType element;
        final double[] logits;
        final double[] targets;

        Examples(Bound bound) {
            super(bound.inShape(0).intDim(0), 20 * bound.inShape(0).dim(1));
            classes = bound.inShape(0).intDim(1);
            byLabel = !bound.node().input(1).element().isFloating();
            element = bound.element();
            logits = bound.in(0);
            targets = bound.in(1);
        }

        final boolean labelInRange(int n) {
            return targets[n] >= 0 && targets[n] < classes;
        }
    }

    private static final class CrossEntropyKernel extends Examples {
        private final double[] loss;

        CrossEntropyKernel(Bound bound) {
            super(bound);
            loss = bound.out(0);
        }

        @Override
        public void run(int n, int worker) {
            int at = n * classes;
            double greatest = greatest(logits, at, 1, classes);
            double log = Math.log(sumOfExponentials(logits, at, 1, classes, greatest));
            double result = 0;
            if (!byLabel) {
                for (int i = at; i < at + classes; i++) {
                    result -= targets[i] * (logits[i] - greatest - log);
                }
            } else {
                result = labelInRange(n) ? -(logits[at + (int) targets[n]] - greatest - log) : Double.NaN;
            }
            loss[n] = element.round(result);
        }
    }

    private static final class CrossEntropyGradientKernel extends Examples {
        private final double[] dloss;
        private final double[] dlogits;

        CrossEntropyGradientKernel(Bound bound) {
            super(bound);
            dloss = bound.in(2);
            dlogits = bound.out(0);
        }

        @Override
        public void run(int n, int worker) {
            int at = n * classes;
            if (byLabel && !labelInRange(n)) {
                Arrays.fill(dlogits, at, at + classes, Double.NaN);
                return;
            }
            double greatest = greatest(logits, at, 1, classes);
            double sum = sumOfExponentials(logits, at, 1, classes, greatest);
            double weight = byLabel ? 1 : sumOfTargets(at);
            for (int c = 0; c < classes; c++) {
                double target = byLabel ? (c == (int) targets[n] ? 1 : 0) : targets[at + c];
                double probability = Math.exp(logits[at + c] - greatest) / sum;
                dlogits[at + c] = element.round(dloss[n] * (probability * weight - target));
            }
        }

        private double sumOfTargets(int at) {
            double sum = 0;
            for (int i = at; i < at + classes; i++) {
                sum += targets[i];
            }
            return sum;
        }
    }
}
