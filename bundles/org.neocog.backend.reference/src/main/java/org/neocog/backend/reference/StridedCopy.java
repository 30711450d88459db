package org.neocog.backend.reference;

import java.util.Arrays;

/**
 * {@code y[to + sum of i[a] toStrides[a]] = x[from + sum of i[a] fromStrides[a]]} for all i below {@code sizes}: what transposing, slicing,
 * broadcasting, padding and concatenating are made of. The last axis is the inner loop.
 */
final class StridedCopy extends Kernel {
    private static final int ELEMENTS_PER_TASK = 8192;

    private final double[] x;
    private final int from;
    private final double[] y;
    private final int to;
    private final int[] sizes;
    private final int[] fromStrides;
    private final int[] toStrides;
    private final int rows;
    private final int rowsPerTask;
    private final int inner;

    private StridedCopy(
            double[] x,
            int from,
            double[] y,
            int to,
            int[] sizes,
            int[] fromStrides,
            int[] toStrides,
            int rowsPerTask) {
        super(tasks(sizes, rowsPerTask), (long) rowsPerTask * sizes[sizes.length - 1]);
        this.x = x;
        this.from = from;
        this.y = y;
        this.to = to;
        this.sizes = sizes;
        this.fromStrides = fromStrides;
        this.toStrides = toStrides;
        this.rows = rows(sizes);
        this.rowsPerTask = rowsPerTask;
        this.inner = sizes[sizes.length - 1];
    }

    /** A copy with these strides; axes that lie one behind the other on both sides are merged first. */
    static StridedCopy of(
            double[] x, long from, double[] y, long to, long[] sizes, long[] fromStrides, long[] toStrides) {
        int n = 0;
        int[] size = new int[Math.max(1, sizes.length)];
        int[] in = new int[size.length];
        int[] out = new int[size.length];
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == 1) {
                continue;
            }
            boolean merges = n > 0
                    && in[n - 1] == fromStrides[axis] * sizes[axis]
                    && out[n - 1] == toStrides[axis] * sizes[axis];
            n = merges ? n : n + 1;
            size[n - 1] = Math.toIntExact(merges ? size[n - 1] * sizes[axis] : sizes[axis]);
            in[n - 1] = Math.toIntExact(fromStrides[axis]);
            out[n - 1] = Math.toIntExact(toStrides[axis]);
        }
        if (n == 0) {
            size[0] = 1;
            n = 1;
        }
        int rowsPerTask = Math.max(1, ELEMENTS_PER_TASK / Math.max(1, size[n - 1]));
        return new StridedCopy(
                x,
                Math.toIntExact(from),
                y,
                Math.toIntExact(to),
                Arrays.copyOf(size, n),
                Arrays.copyOf(in, n),
                Arrays.copyOf(out, n),
                rowsPerTask);
    }

    private static int rows(int[] sizes) {
        int rows = 1;
        for (int axis = 0; axis < sizes.length - 1; axis++) {
            rows *= sizes[axis];
        }
        return sizes[sizes.length - 1] == 0 ? 0 : rows;
    }

    private static int tasks(int[] sizes, int rowsPerTask) {
        return (rows(sizes) + rowsPerTask - 1) / rowsPerTask;
    }

    @Override
    public void run(int index, int worker) {
        int end = Math.min(rows, (index + 1) * rowsPerTask);
        for (int row = index * rowsPerTask; row < end; row++) {
            int source = from;
            int target = to;
            int rest = row;
            for (int axis = sizes.length - 2; axis >= 0; axis--) {
                int i = rest % sizes[axis];
                rest /= sizes[axis];
                source += i * fromStrides[axis];
                target += i * toStrides[axis];
            }
            copyRow(source, fromStrides[sizes.length - 1], target, toStrides[sizes.length - 1]);
        }
    }

    private void copyRow(int source, int sourceStep, int target, int targetStep) {
        if (sourceStep == 1 && targetStep == 1) {
            System.arraycopy(x, source, y, target, inner);
        } else if (sourceStep == 0 && targetStep == 1) {
            Arrays.fill(y, target, target + inner, x[source]);
        } else {
            for (int i = 0; i < inner; i++) {
                y[target + i * targetStep] = x[source + i * sourceStep];
            }
        }
    }
}
