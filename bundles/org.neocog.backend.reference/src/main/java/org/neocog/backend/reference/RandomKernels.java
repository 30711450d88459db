package org.neocog.backend.reference;

import org.neocog.graph.RandomOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;

/** {@link RandomOp}: blocks of four numbers, cut into pieces. */
final class RandomKernels {
    private RandomKernels() {}

    static Kernel of(RandomOp op, Bound bound) {
        return new UniformKernel(((RandomOp.RandomUniform) op).site(), bound);
    }

    private static final class UniformKernel extends Kernel {
        private static final int PIECE = 1024;

        private final int site;
        private final int size;
        private final ElementType element;
        private final double[] state;
        private final double[] y;
        private final int[][] words;

        UniformKernel(int site, Bound bound) {
            super((bound.outSize() + PIECE - 1) / PIECE, 10 * PIECE);
            this.site = site;
            size = bound.outSize();
            element = bound.element();
            state = bound.in(0);
            y = bound.out(0);
            words = new int[bound.threads()][4];
        }

        @Override
        public void run(int index, int worker) {
            long seed = Int64.decode(state[0]);
            long high = (long) site << 32 | (Int64.decode(state[1]) & 0xffffffffL);
            int[] block = words[worker];
            int end = Math.min(size, (index + 1) * PIECE);
            for (int i = index * PIECE; i < end; i++) {
                if (i % 4 == 0) {
                    Philox.block(seed, i / 4, high, block);
                }
                y[i] = element.round(Philox.toUnitFloat(block[i % 4]));
            }
        }
    }
}
