package org.neocog.backend.onednn;

import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Choosing and adding by index. */
final class IndexKernels {
    private IndexKernels() {}

    private static long inner(Shape shape, int axis) {
        return shape.range(axis + 1, shape.rank()).size();
    }

    /** x is {@code [outer, size, inner]}, the result {@code [outer, indices, inner]}; one task per row of {@code inner}. */
    static final class GatherKernel extends Kernel {
        private final Buffer x;
        private final Buffer at;
        private final ElementType index;
        private final Buffer y;
        private final long size;
        private final long indices;
        private final long inner;
        private final int bytes;
        private final long missing;

        GatherKernel(Team team, int axis, Operand x, Operand at, Operand y) {
            super(team, x.shape().range(0, axis).size() * at.size(), 2 + inner(x.shape(), axis));
            this.x = uses(x.buffer());
            this.at = uses(at.buffer());
            this.y = uses(y.buffer());
            index = at.element();
            size = x.shape().dim(axis);
            indices = at.size();
            inner = inner(x.shape(), axis);
            bytes = x.element().bytes();
            missing = ShapeLowering.bits(x.element(), Double.NaN);
        }

        @Override
        public void run(int row, int worker) {
            long chosen = ScalarElementwise.integer(index, at.address(), row % indices);
            long target = y.address() + row * inner * bytes;
            if (chosen >= 0 && chosen < size) {
                Raw.copy(x.address() + (row / indices * size + chosen) * inner * bytes, target, inner * bytes);
            } else {
                Raw.fill(target, inner, bytes, missing);
            }
        }
    }

    /** Updates are {@code [outer, indices, inner]}, the result {@code [outer, size, inner]}; one task per {@code outer}. */
    static final class ScatterAddKernel extends Kernel {
        private final Buffer updates;
        private final Buffer at;
        private final ElementType index;
        private final Buffer y;
        private final long size;
        private final long indices;
        private final int inner;
        private final double[][] sums;

        ScatterAddKernel(Team team, int axis, Operand updates, Operand at, Operand y) {
            super(
                    team,
                    y.shape().range(0, axis).size(),
                    2 * updates.size() / Math.max(1, y.shape().range(0, axis).size()));
            this.updates = uses(updates.buffer());
            this.at = uses(at.buffer());
            this.y = uses(y.buffer());
            index = at.element();
            size = y.shape().dim(axis);
            indices = at.size();
            inner = Math.toIntExact(inner(y.shape(), axis));
            sums = new double[team.threads()][Math.toIntExact(size * inner)];
        }

        @Override
        public void run(int outer, int worker) {
            double[] sum = sums[worker];
            java.util.Arrays.fill(sum, 0);
            for (long i = 0; i < indices; i++) {
                long chosen = ScalarElementwise.integer(index, at.address(), i);
                if (chosen >= 0 && chosen < size) {
                    long source = updates.address() + 4 * (outer * indices + i) * inner;
                    int target = (int) chosen * inner;
                    for (int j = 0; j < inner; j++) {
                        sum[target + j] += Raw.getFloat(source + 4L * j);
                    }
                }
            }
            long target = y.address() + 4L * outer * sum.length;
            for (int i = 0; i < sum.length; i++) {
                Raw.putFloat(target + 4L * i, (float) sum[i]);
            }
        }
    }
}
