package org.neocog.backend.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.graph.Node;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link ReductionOp}: sums in float64. */
final class ReductionKernels {
    private ReductionKernels() {}

    static void lower(Lowering to, ReductionOp op, Node node) {
        if (op instanceof ReductionOp.ArgMax argMax) {
            Operand x = to.plain(node.input(0));
            to.add(new ArgMaxKernel(to.team(), argMax.axis(), x, to.result(node.output(), Layout.PLAIN)));
            return;
        }
        ReductionOp.Reduce reduce = (ReductionOp.Reduce) op;
        Operand x = to.operand(node.input(0));
        Operand y = to.result(node.output(), Layout.PLAIN);
        long columns = columns(reduce, x);
        if (reduce.function() == ReduceFunction.SUM && columns > 1 && x.size() > 0) {
            to.add(new ColumnSums(to.team(), outer(reduce), columns, x, y));
        } else {
            to.add(new ReduceKernel(to.team(), reduce, x, y));
        }
    }

    /** Length of the rows that lie together in memory and are added to each other; 0 if it is no such sum. */
    private static long columns(ReductionOp.Reduce op, Operand x) {
        int rank = x.shape().rank();
        List<Integer> axes = op.axes();
        if (x.layout() == Layout.CHANNELS_LAST && rank >= 3) {
            int from = axes.isEmpty() || axes.get(0) != 0 ? 2 : 0;
            List<Integer> wanted = IntStream.range(from, rank)
                    .filter(axis -> axis != 1)
                    .boxed()
                    .toList();
            return axes.equals(wanted) ? x.shape().dim(1) : 0;
        }
        boolean leading = axes.equals(IntStream.range(0, axes.size()).boxed().toList()) && !axes.isEmpty();
        return leading ? x.shape().range(axes.size(), rank).size() : 0;
    }

    /** Whether the first dimension is kept beside the columns. */
    private static boolean outer(ReductionOp.Reduce op) {
        return op.axes().get(0) != 0;
    }

    /** Adds rows: x is {@code [outer, rows, columns]}. Partial sums of a fixed number of pieces, so that threads change nothing. */
    private static final class ColumnSums extends Command implements Team.Task {
        private static final int PIECES = 16;

        private final Team team;
        private final Buffer x;
        private final Buffer y;
        private final int columns;
        private final long rows;
        private final int outer;
        private final int pieces;
        private final double[][] sums;
        private final float[][] row;

        ColumnSums(Team team, boolean keepsFirst, long columns, Operand x, Operand y) {
            this.team = team;
            this.x = uses(x.buffer());
            this.y = uses(y.buffer());
            this.columns = Math.toIntExact(columns);
            outer = keepsFirst ? x.shape().intDim(0) : 1;
            rows = x.size() / columns / outer;
            pieces = outer > 1 ? 1 : (int) Math.min(PIECES, rows);
            sums = new double[outer == 1 ? pieces : team.threads()][this.columns];
            row = new float[team.threads()][this.columns];
            describe("column sums");
        }

        @Override
        void run() {
            team.forEach(outer * pieces, rows * columns / pieces, this);
            if (outer == 1) {
                double[] total = sums[0];
                for (int i = 1; i < pieces; i++) {
                    for (int c = 0; c < columns; c++) {
                        total[c] += sums[i][c];
                    }
                }
                store(total, 0);
            }
        }

        @Override
        public void run(int index, int worker) {
            double[] sum = sums[outer == 1 ? index : worker];
            Arrays.fill(sum, 0);
            long from = outer == 1 ? rows * index / pieces : (long) index * rows;
            long end = outer == 1 ? rows * (index + 1) / pieces : (index + 1) * rows;
            for (long i = from; i < end; i++) {
                Raw.load(x.address() + 4 * i * columns, row[worker], 0, columns);
                add(row[worker], sum, columns);
            }
            if (outer > 1) {
                store(sum, index);
            }
        }

        private static void add(float[] row, double[] sum, int n) {
            for (int c = 0; c < n; c++) {
                sum[c] += row[c];
            }
        }

        private void store(double[] sum, long at) {
            for (int c = 0; c < columns; c++) {
                Raw.putFloat(y.address() + 4 * (at * columns + c), (float) sum[c]);
            }
        }
    }

    /** Any reduction of any layout: one task per element of the result. */
    private static final class ReduceKernel extends Kernel {
        private final ReduceFunction function;
        private final Buffer x;
        private final Buffer y;
        private final long[] keptDims;
        private final long[] keptStrides;
        private final long[] dims;
        private final long[] strides;
        private final long count;

        ReduceKernel(Team team, ReductionOp.Reduce op, Operand x, Operand y) {
            super(team, y.size(), 2 + 3 * x.size() / Math.max(1, y.size()));
            function = op.function();
            this.x = uses(x.buffer());
            this.y = uses(y.buffer());
            int rank = x.shape().rank();
            int[] kept = IntStream.range(0, rank)
                    .filter(axis -> !op.axes().contains(axis))
                    .toArray();
            int[] reduced = op.axes().stream().mapToInt(Integer::intValue).toArray();
            keptDims = Arrays.stream(kept).mapToLong(x.shape()::dim).toArray();
            keptStrides =
                    Arrays.stream(kept).mapToLong(axis -> x.strides()[axis]).toArray();
            dims = Arrays.stream(reduced).mapToLong(x.shape()::dim).toArray();
            strides =
                    Arrays.stream(reduced).mapToLong(axis -> x.strides()[axis]).toArray();
            count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        }

        private static long at(long index, long[] dims, long[] strides) {
            long offset = 0;
            long rest = index;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                offset += rest % dims[axis] * strides[axis];
                rest /= dims[axis];
            }
            return offset;
        }

        @Override
        public void run(int index, int worker) {
            long base = x.address() + 4 * at(index, keptDims, keptStrides);
            double result = switch (function) {
                case SUM -> 0;
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
            };
            int last = dims.length - 1;
            long inner = last < 0 ? 1 : dims[last];
            long step = last < 0 ? 0 : 4 * strides[last];
            for (long row = 0; row * inner < count; row++) {
                long address = base + 4 * at(row * inner, dims, strides);
                for (long i = 0; i < inner; i++) {
                    double value = Raw.getFloat(address + i * step);
                    result = switch (function) {
                        case SUM -> result + value;
                        case MAX -> Math.max(result, value);
                        case MIN -> Math.min(result, value);
                    };
                }
            }
            Raw.putFloat(y.address() + 4L * index, (float) result);
        }
    }

    /** x is {@code [outer, size, inner]}. */
    private static final class ArgMaxKernel extends Kernel {
        private final Buffer x;
        private final Buffer y;
        private final ElementType element;
        private final int size;
        private final long inner;

        ArgMaxKernel(Team team, int axis, Operand x, Operand y) {
            super(team, y.size(), 3 * x.shape().dim(axis));
            this.x = uses(x.buffer());
            this.y = uses(y.buffer());
            element = x.element();
            Shape shape = x.shape();
            size = shape.intDim(axis);
            inner = shape.range(axis + 1, shape.rank()).size();
        }

        @Override
        public void run(int index, int worker) {
            long at = index / inner * size * inner + index % inner;
            Raw.putInt(y.address() + 4L * index, element == ElementType.FLOAT32 ? ofFloats(at) : ofIntegers(at));
        }

        private int ofFloats(long at) {
            int best = 0;
            float greatest = Raw.getFloat(x.address() + 4 * at);
            for (int i = 1; i < size && !Float.isNaN(greatest); i++) {
                float candidate = Raw.getFloat(x.address() + 4 * (at + i * inner));
                if (candidate > greatest || Float.isNaN(candidate)) {
                    best = i;
                    greatest = candidate;
                }
            }
            return best;
        }

        private int ofIntegers(long at) {
            int best = 0;
            long greatest = ScalarElementwise.integer(element, x.address(), at);
            for (int i = 1; i < size; i++) {
                long candidate = ScalarElementwise.integer(element, x.address(), at + i * inner);
                if (candidate > greatest) {
                    best = i;
                    greatest = candidate;
                }
            }
            return best;
        }
    }
}
