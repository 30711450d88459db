package org.neocog.backend.onednn;

import org.neocog.graph.Node;
import org.neocog.graph.SoftmaxOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link SoftmaxOp}: in float64, one task per row of numbers that are normalized together. */
final class SoftmaxKernels {
    private SoftmaxKernels() {}

    static void lower(Lowering to, SoftmaxOp op, Node node) {
        Operand x = to.plain(node.input(0));
        if (op instanceof SoftmaxOp.Softmax softmax) {
            to.add(new SoftmaxKernel(to.team(), softmax.axis(), false, x, to.result(node.output(), Layout.PLAIN)));
        } else if (op instanceof SoftmaxOp.LogSoftmax softmax) {
            to.add(new SoftmaxKernel(to.team(), softmax.axis(), true, x, to.result(node.output(), Layout.PLAIN)));
        } else {
            Operand targets = to.plain(node.input(1));
            if (op instanceof SoftmaxOp.SoftmaxCrossEntropy) {
                to.add(new CrossEntropyKernel(to.team(), x, targets, to.result(node.output(), Layout.PLAIN)));
            } else {
                Operand dloss = to.plain(node.input(2));
                to.add(new CrossEntropyGradientKernel(
                        to.team(), x, targets, dloss, to.result(node.output(), Layout.PLAIN)));
            }
        }
    }

    /** Greatest of {@code n} numbers; NaN if one is. */
    private static double greatest(long address, long step, int n) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            greatest = Math.max(greatest, Raw.getFloat(address + i * step));
        }
        return greatest;
    }

    private static double sumOfExponentials(long address, long step, int n, double greatest) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(Raw.getFloat(address + i * step) - greatest);
        }
        return sum;
    }

    /** x is {@code [outer, size, inner]}. */
    private static final class SoftmaxKernel extends Kernel {
        private final boolean log;
        private final int size;
        private final long inner;
        private final Buffer x;
        private final Buffer y;

        SoftmaxKernel(Team team, int axis, boolean log, Operand x, Operand y) {
            super(team, x.shape().with(axis, 1).size(), 30 * x.shape().dim(axis));
            this.log = log;
            Shape shape = x.shape();
            size = shape.intDim(axis);
            inner = shape.range(axis + 1, shape.rank()).size();
            this.x = uses(x.buffer());
            this.y = uses(y.buffer());
        }

        @Override
        public void run(int row, int worker) {
            long at = 4 * (row / inner * size * inner + row % inner);
            long source = x.address() + at;
            long target = y.address() + at;
            long step = 4 * inner;
            double greatest = greatest(source, step, size);
            double sum = sumOfExponentials(source, step, size, greatest);
            double logSum = Math.log(sum);
            for (int i = 0; i < size; i++) {
                double shifted = Raw.getFloat(source + i * step) - greatest;
                Raw.putFloat(target + i * step, (float) (log ? shifted - logSum : Math.exp(shifted) / sum));
            }
        }
    }

    /** Logits are {@code [N, classes]}; one task per example. */
    private abstract static class Examples extends Kernel {
        final int classes;
        final boolean byLabel;
        final Buffer logits;
        private final Buffer targets;

        Examples(Team team, Operand logits, Operand targets) {
            super(team, logits.shape().dim(0), 40 * logits.shape().dim(1));
            classes = logits.shape().intDim(1);
            byLabel = targets.element() != ElementType.FLOAT32;
            this.logits = uses(logits.buffer());
            this.targets = uses(targets.buffer());
        }

        final int label(int n) {
            return Raw.getInt(targets.address() + 4L * n);
        }

        final boolean labelInRange(int n) {
            return label(n) >= 0 && label(n) < classes;
        }

        final float target(int n, int c) {
            return Raw.getFloat(targets.address() + 4 * ((long) n * classes + c));
        }
    }

    private static final class CrossEntropyKernel extends Examples {
        private final Buffer loss;

        CrossEntropyKernel(Team team, Operand logits, Operand targets, Operand loss) {
            super(team, logits, targets);
            this.loss = uses(loss.buffer());
        }

        @Override
        public void run(int n, int worker) {
            long row = logits.address() + 4L * n * classes;
            double greatest = greatest(row, 4, classes);
            double log = Math.log(sumOfExponentials(row, 4, classes, greatest));
            double result = 0;
            if (!byLabel) {
                for (int c = 0; c < classes; c++) {
                    result -= target(n, c) * (Raw.getFloat(row + 4L * c) - greatest - log);
                }
            } else {
                result = labelInRange(n) ? -(Raw.getFloat(row + 4L * label(n)) - greatest - log) : Double.NaN;
            }
            Raw.putFloat(loss.address() + 4L * n, (float) result);
        }
    }

    private static final class CrossEntropyGradientKernel extends Examples {
        private final Buffer dloss;
        private final Buffer dlogits;

        CrossEntropyGradientKernel(Team team, Operand logits, Operand targets, Operand dloss, Operand dlogits) {
            super(team, logits, targets);
            this.dloss = uses(dloss.buffer());
            this.dlogits = uses(dlogits.buffer());
        }

        @Override
        public void run(int n, int worker) {
            long row = logits.address() + 4L * n * classes;
            long target = dlogits.address() + 4L * n * classes;
            if (byLabel && !labelInRange(n)) {
                for (int c = 0; c < classes; c++) {
                    Raw.putFloat(target + 4L * c, Float.NaN);
                }
                return;
            }
            double greatest = greatest(row, 4, classes);
            double sum = sumOfExponentials(row, 4, classes, greatest);
            double weight = byLabel ? 1 : sumOfTargets(n);
            double factor = Raw.getFloat(dloss.address() + 4L * n);
            for (int c = 0; c < classes; c++) {
                double wanted = byLabel ? (c == label(n) ? 1 : 0) : target(n, c);
                double probability = Math.exp(Raw.getFloat(row + 4L * c) - greatest) / sum;
                Raw.putFloat(target + 4L * c, (float) (factor * (probability * weight - wanted)));
            }
        }

        private double sumOfTargets(int n) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += target(n, c);
            }
            return sum;
        }
    }
}
