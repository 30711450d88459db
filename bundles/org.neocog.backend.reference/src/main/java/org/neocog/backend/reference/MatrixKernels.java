package org.neocog.backend.reference;

import java.util.Arrays;
import org.neocog.graph.MatrixOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link MatrixOp}: one task per row of the result. */
final class MatrixKernels {
    private MatrixKernels() {}

    static Kernel of(MatrixOp op, Bound bound) {
        return new MatmulKernel((MatrixOp.Matmul) op, bound);
    }

    /**
     * The row of op(a) is copied to scratch. With b as it is, rows of b are added, weighted by it; with b transposed, the row is multiplied
     * with rows of b, four at a time.
     */
    private static final class MatmulKernel extends Kernel {
        private final int m;
        private final int k;
        private final int n;
        private final boolean transposeA;
        private final boolean transposeB;
        private final ElementType element;
        private final double[] a;
        private final double[] b;
        private final double[] y;
        private final Taps[] taps;
        private final double[][] rows;
        private final double[][] sums;

        MatmulKernel(MatrixOp.Matmul op, Bound bound) {
            super(
                    bound.outShape(0).range(0, bound.outShape(0).rank() - 1).intSize(),
                    bound.inShape(0).dim(op.transposeA() ? -2 : -1)
                            * bound.outShape(0).dim(-1));
            Shape shape = bound.outShape(0);
            m = shape.intDim(-2);
            n = shape.intDim(-1);
            k = bound.inShape(0).intDim(op.transposeA() ? -2 : -1);
            transposeA = op.transposeA();
            transposeB = op.transposeB();
            element = bound.element();
            a = bound.in(0);
            b = bound.in(1);
            y = bound.out(0);
            taps = bound.taps(transposeB ? 0 : k);
            rows = bound.scratch(transposeB ? k : 0);
            sums = bound.scratch(4);
        }

        @Override
        public void run(int index, int worker) {
            int matrix = index / m;
            int row = index % m;
            int aAt = matrix * m * k + (transposeA ? row : row * k);
            int aStep = transposeA ? m : 1;
            int yAt = index * n;
            if (transposeB) {
                multiplyRows(aAt, aStep, matrix * k * n, yAt, rows[worker], sums[worker]);
            } else {
                addRows(aAt, aStep, matrix * k * n, yAt, taps[worker]);
            }
            Rounding.round(element, y, yAt, yAt + n);
        }

        private void addRows(int aAt, int aStep, int bAt, int yAt, Taps weighted) {
            weighted.clear();
            for (int i = 0; i < k; i++) {
                weighted.add(a[aAt + i * aStep], i * n);
            }
            Arrays.fill(y, yAt, yAt + n, 0);
            weighted.addTo(y, yAt, 1, b, bAt, 1, n);
        }

        private void multiplyRows(int aAt, int aStep, int bAt, int yAt, double[] row, double[] sum) {
            for (int i = 0; i < k; i++) {
                row[i] = a[aAt + i * aStep];
            }
            for (int j = 0; j < n; j += 4) {
                int columns = Math.min(4, n - j);
                Arrays.fill(sum, 0);
                Taps.dot(sum, columns, row, 0, 1, b, bAt + j * k, k, k);
                System.arraycopy(sum, 0, y, yAt + j, columns);
            }
        }
    }
}
