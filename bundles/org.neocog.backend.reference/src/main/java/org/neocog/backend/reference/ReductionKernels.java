package org.neocog.backend.reference;

import java.util.List;
import java.util.stream.IntStream;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link ReductionOp}: each element of the result by one task, over the operand's elements in row-major order. */
final class ReductionKernels {
    private ReductionKernels() {}

    static Kernel of(ReductionOp op, Bound bound) {
        if (op instanceof ReductionOp.Reduce reduce) {
            return new ReduceKernel(reduce, bound);
        }
        return new ArgMaxKernel(((ReductionOp.ArgMax) op).axis(), bound);
    }

    private static final class ReduceKernel extends Kernel {
        private final ReduceFunction function;
        private final ElementType element;
        private final Axes kept;
        private final Axes outer;
        private final int innerSize;
        private final int innerStride;
        private final double[] x;
        private final double[] y;

        ReduceKernel(ReductionOp.Reduce op, Bound bound) {
            super(bound.outSize(), 2L * bound.inSize(0) / Math.max(1, bound.outSize()));
            function = op.function();
            element = bound.element();
            Shape shape = bound.inShape(0);
            List<Integer> keptAxes = IntStream.range(0, shape.rank())
                    .filter(axis -> !op.axes().contains(axis))
                    .boxed()
                    .toList();
            kept = Axes.of(shape, keptAxes);
            Axes reduced = Axes.of(shape, op.axes());
            outer = reduced.outer();
            innerSize = reduced.lastSize();
            innerStride = reduced.lastStride();
            x = bound.in(0);
            y = bound.out(0);
        }

        @Override
        public void run(int index, int worker) {
            int base = kept.at(index);
            double result = switch (function) {
                case SUM -> sum(base);
                case MAX -> max(base);
                case MIN -> min(base);
            };
            y[index] = element.round(result);
        }

        private double sum(int base) {
            double sum = 0;
            for (int row = 0; row < outer.count(); row++) {
                int at = base + outer.at(row);
                for (int i = 0; i < innerSize; i++) {
                    sum += x[at + i * innerStride];
                }
            }
            return sum;
        }

        private double max(int base) {
            double max = Double.NEGATIVE_INFINITY;
            for (int row = 0; row < outer.count(); row++) {
                int at = base + outer.at(row);
                for (int i = 0; i < innerSize; i++) {
                    max = Math.max(max, x[at + i * innerStride]);
                }
            }
            return max;
        }

        private double min(int base) {
            double min = Double.POSITIVE_INFINITY;
            for (int row = 0; row < outer.count(); row++) {
                int at = base + outer.at(row);
                for (int i = 0; i < innerSize; i++) {
                    min = Math.min(min, x[at + i * innerStride]);
                }
            }
            return min;
        }
    }

    private static final class ArgMaxKernel extends Kernel {
        private final int size;
        private final int inner;
        private final boolean int64;
        private final double[] x;
        private final double[] y;

        ArgMaxKernel(int axis, Bound bound) {
            super(bound.outSize(), 2 * bound.inShape(0).dim(axis));
            Shape shape = bound.inShape(0);
            size = shape.intDim(axis);
            inner = shape.range(axis + 1, shape.rank()).intSize();
            int64 = bound.inElement(0) == ElementType.INT64;
            x = bound.in(0);
            y = bound.out(0);
        }

        @Override
        public void run(int index, int worker) {
            int at = index / inner * size * inner + index % inner;
            int best = 0;
            for (int i = 1; i < size; i++) {
                if (greater(x[at + i * inner], x[at + best * inner])) {
                    best = i;
                }
            }
            y[index] = best;
        }

        private boolean greater(double a, double b) {
            if (int64) {
                return Int64.decode(a) > Int64.decode(b);
            }
            return a > b || (Double.isNaN(a) && !Double.isNaN(b));
        }
    }
}
