package org.neocog.backend.onednn;

import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Node;
import org.neocog.tensor.ElementType;

/** Elementwise ops on integers, and casts: element by element, exact. */
final class ScalarElementwise {
    private static final int PIECE = 4096;

    private ScalarElementwise() {}

    static void lower(Lowering to, Node node) {
        Layout layout = to.layout(node.input(node.inputs().size() - 1));
        Operand[] x =
                node.inputs().stream().map(value -> to.operand(value, layout)).toArray(Operand[]::new);
        Operand y = to.result(node.output(), layout);
        if (node.op() instanceof ElementwiseOp.Compare compare) {
            to.add(new CompareKernel(to.team(), compare.comparison(), x[0], x[1], y));
        } else if (node.op() instanceof ElementwiseOp.Select) {
            to.add(new SelectKernel(to.team(), x[0], x[1], x[2], y));
        } else {
            to.add(new CastKernel(to.team(), x[0], y));
        }
    }

    /** Elements {@code from} to {@code end - 1} per task. */
    private abstract static class Pieces extends Kernel {
        private final long size;

        Pieces(Team team, long size) {
            super(team, (size + PIECE - 1) / PIECE, PIECE * 2L);
            this.size = size;
        }

        @Override
        public final void run(int index, int worker) {
            long from = (long) index * PIECE;
            compute(from, Math.min(from + PIECE, size));
        }

        abstract void compute(long from, long end);
    }

    /** An integer element. */
    static long integer(ElementType element, long address, long index) {
        return switch (element) {
            case UINT8 -> Raw.getByte(address + index) & 0xff;
            case INT32 -> Raw.getInt(address + 4 * index);
            case INT64 -> Raw.getLong(address + 8 * index);
            default ->
                throw new IllegalArgumentException(
                        "onednn: the element type must be an integer, but element=" + element + ".");
        };
    }

    private static final class CompareKernel extends Pieces {
        private final ElementwiseOp.Comparison comparison;
        private final ElementType element;
        private final Buffer a;
        private final Buffer b;
        private final Buffer y;

        CompareKernel(Team team, ElementwiseOp.Comparison comparison, Operand a, Operand b, Operand y) {
            super(team, y.size());
            this.comparison = comparison;
            element = a.element();
            this.a = uses(a.buffer());
            this.b = uses(b.buffer());
            this.y = uses(y.buffer());
        }

        @Override
        void compute(long from, long end) {
            for (long i = from; i < end; i++) {
                int order = Long.compare(integer(element, a.address(), i), integer(element, b.address(), i));
                Raw.putByte(y.address() + i, (byte) (comparison.holds(order, 0) ? 1 : 0));
            }
        }
    }

    private static final class SelectKernel extends Pieces {
        private final int bytes;
        private final Buffer mask;
        private final Buffer a;
        private final Buffer b;
        private final Buffer y;

        SelectKernel(Team team, Operand mask, Operand a, Operand b, Operand y) {
            super(team, y.size());
            bytes = y.element().bytes();
            this.mask = uses(mask.buffer());
            this.a = uses(a.buffer());
            this.b = uses(b.buffer());
            this.y = uses(y.buffer());
        }

        @Override
        void compute(long from, long end) {
            for (long i = from; i < end; i++) {
                long chosen = Raw.getByte(mask.address() + i) != 0 ? a.address() : b.address();
                Raw.put(y.address() + i * bytes, bytes, Raw.get(chosen + i * bytes, bytes));
            }
        }
    }

    private static final class CastKernel extends Pieces {
        private final ElementType from;
        private final ElementType to;
        private final Buffer x;
        private final Buffer y;

        CastKernel(Team team, Operand x, Operand y) {
            super(team, y.size());
            from = x.element();
            to = y.element();
            this.x = uses(x.buffer());
            this.y = uses(y.buffer());
        }

        @Override
        void compute(long first, long end) {
            for (long i = first; i < end; i++) {
                if (from == ElementType.FLOAT32) {
                    put(i, Raw.getFloat(x.address() + 4 * i));
                } else if (from == ElementType.INT64 && to == ElementType.INT64) {
                    Raw.putLong(y.address() + 8 * i, Raw.getLong(x.address() + 8 * i));
                } else {
                    put(i, integer(from, x.address(), i));
                }
            }
        }

        /** As {@link ElementType#round}, which is exact for what a double can hold. */
        private void put(long i, double value) {
            switch (to) {
                case FLOAT32 -> Raw.putFloat(y.address() + 4 * i, (float) value);
                case UINT8 -> Raw.putByte(y.address() + i, (byte) Math.max(0, Math.min(255, (int) value)));
                case INT32 -> Raw.putInt(y.address() + 4 * i, (int) value);
                default -> Raw.putLong(y.address() + 8 * i, (long) value);
            }
        }
    }
}
