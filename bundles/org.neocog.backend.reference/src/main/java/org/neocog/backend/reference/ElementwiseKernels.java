package org.neocog.backend.reference;

import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;

/** {@link ElementwiseOp}: loops over all elements, cut into pieces. */
final class ElementwiseKernels {
    private static final int PIECE = 4096;

    private ElementwiseKernels() {}

    static Kernel of(ElementwiseOp op, Bound bound) {
        if (op instanceof ElementwiseOp.Unary unary) {
            return new UnaryKernel(unary.function(), bound);
        }
        if (op instanceof ElementwiseOp.Binary binary) {
            return new BinaryKernel(binary.function(), bound);
        }
        if (op instanceof ElementwiseOp.Compare compare) {
            return new CompareKernel(compare.comparison(), bound);
        }
        if (op instanceof ElementwiseOp.Select) {
            return new SelectKernel(bound);
        }
        return new CastKernel(bound);
    }

    /** Elements {@code from} to {@code to - 1} per task, rounded afterwards. */
    private abstract static class Pieces extends Kernel {
        private final int size;
        private final ElementType element;
        final double[] y;

        Pieces(Bound bound, int workPerElement) {
            super((bound.outSize() + PIECE - 1) / PIECE, (long) PIECE * workPerElement);
            size = bound.outSize();
            element = bound.element();
            y = bound.out(0);
        }

        @Override
        public final void run(int index, int worker) {
            int from = index * PIECE;
            int to = Math.min(from + PIECE, size);
            compute(from, to);
            Rounding.round(element, y, from, to);
        }

        abstract void compute(int from, int to);
    }

    private static final class UnaryKernel extends Pieces {
        private final UnaryFunction function;
        private final double[] x;

        UnaryKernel(UnaryFunction function, Bound bound) {
            super(bound, 8);
            this.function = function;
            x = bound.in(0);
        }

        @Override
        void compute(int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = function.apply(x[i]);
            }
        }
    }

    /** The four operations of arithmetic have loops of their own: training is full of them, and a choice per element costs more than they do. */
    private static final class BinaryKernel extends Pieces {
        private final BinaryFunction function;
        private final double[] a;
        private final double[] b;

        BinaryKernel(BinaryFunction function, Bound bound) {
            super(bound, 2);
            this.function = function;
            a = bound.in(0);
            b = bound.in(1);
        }

        @Override
        void compute(int from, int to) {
            switch (function) {
                case ADD -> {
                    for (int i = from; i < to; i++) {
                        y[i] = a[i] + b[i];
                    }
                }
                case SUBTRACT -> {
                    for (int i = from; i < to; i++) {
                        y[i] = a[i] - b[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = from; i < to; i++) {
                        y[i] = a[i] * b[i];
                    }
                }
                case DIVIDE -> {
                    for (int i = from; i < to; i++) {
                        y[i] = a[i] / b[i];
                    }
                }
                default -> {
                    for (int i = from; i < to; i++) {
                        y[i] = function.apply(a[i], b[i]);
                    }
                }
            }
        }
    }

    private static final class CompareKernel extends Pieces {
        private final ElementwiseOp.Comparison comparison;
        private final boolean int64;
        private final double[] a;
        private final double[] b;

        CompareKernel(ElementwiseOp.Comparison comparison, Bound bound) {
            super(bound, 2);
            this.comparison = comparison;
            int64 = bound.inElement(0) == ElementType.INT64;
            a = bound.in(0);
            b = bound.in(1);
        }

        @Override
        void compute(int from, int to) {
            if (int64) {
                for (int i = from; i < to; i++) {
                    int order = Long.compare(Int64.decode(a[i]), Int64.decode(b[i]));
                    y[i] = comparison.holds(order, 0) ? 1 : 0;
                }
            } else {
                for (int i = from; i < to; i++) {
                    y[i] = comparison.holds(a[i], b[i]) ? 1 : 0;
                }
            }
        }
    }

    private static final class SelectKernel extends Pieces {
        private final double[] mask;
        private final double[] a;
        private final double[] b;

        SelectKernel(Bound bound) {
            super(bound, 2);
            mask = bound.in(0);
            a = bound.in(1);
            b = bound.in(2);
        }

        @Override
        void compute(int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = mask[i] != 0 ? a[i] : b[i];
            }
        }
    }

    /** From and to types other than int64 the rounding of the result is all there is to do. */
    private static final class CastKernel extends Pieces {
        private final ElementType from;
        private final ElementType to;
        private final double[] x;

        CastKernel(Bound bound) {
            super(bound, 2);
            from = bound.inElement(0);
            to = bound.element();
            x = bound.in(0);
        }

        @Override
        void compute(int begin, int end) {
            if (from == to || (from != ElementType.INT64 && to != ElementType.INT64)) {
                System.arraycopy(x, begin, y, begin, end - begin);
            } else if (to == ElementType.INT64) {
                for (int i = begin; i < end; i++) {
                    y[i] = Int64.encode((long) x[i]);
                }
            } else {
                for (int i = begin; i < end; i++) {
                    y[i] = Int64.toDouble(Int64.decode(x[i]), to);
                }
            }
        }
    }
}
