package org.neocog.backend.onednn;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.neocog.tensor.Shape;

/** Copies elements of any type between two ways to lie in memory, row by row of the dimension that is innermost in the target. */
final class StridedCopy extends Kernel {
    private final Buffer from;
    private final long fromStart;
    private final long[] fromStrides;
    private final Buffer to;
    private final long toStart;
    private final long[] toStrides;
    private final long[] dims;
    private final int bytes;
    private final int inner;

    private StridedCopy(
            Team team,
            Buffer from,
            long fromStart,
            long[] fromStrides,
            Buffer to,
            long toStart,
            long[] toStrides,
            long[] dims,
            int bytes) {
        super(team, rows(dims), 2 + 2 * dims[dims.length - 1]);
        this.from = uses(from);
        this.to = uses(to);
        this.fromStart = fromStart;
        this.fromStrides = fromStrides;
        this.toStart = toStart;
        this.toStrides = toStrides;
        this.dims = dims;
        this.bytes = bytes;
        inner = dims.length - 1;
    }

    private static long rows(long[] dims) {
        return Arrays.stream(dims, 0, dims.length - 1).reduce(1, (a, b) -> a * b);
    }

    /** Copies all elements of {@code shape}; starts and strides in elements. */
    static StridedCopy of(
            Team team,
            Operand from,
            long fromStart,
            long[] fromStrides,
            Operand to,
            long toStart,
            long[] toStrides,
            Shape shape) {
        int rank = Math.max(1, shape.rank());
        long[] dims = {1};
        long[] sources = {1};
        long[] targets = {1};
        if (shape.rank() > 0) {
            int[] order = IntStream.range(0, rank)
                    .boxed()
                    .sorted(Comparator.comparingLong((Integer axis) -> -toStrides[axis]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            dims = Arrays.stream(order).mapToLong(shape::dim).toArray();
            sources = Arrays.stream(order).mapToLong(axis -> fromStrides[axis]).toArray();
            targets = Arrays.stream(order).mapToLong(axis -> toStrides[axis]).toArray();
        }
        int bytes = from.element().bytes();
        return new StridedCopy(team, from.buffer(), fromStart, sources, to.buffer(), toStart, targets, dims, bytes);
    }

    @Override
    public void run(int row, int worker) {
        long source = fromStart;
        long target = toStart;
        int rest = row;
        for (int axis = inner - 1; axis >= 0; axis--) {
            int index = (int) (rest % dims[axis]);
            rest = (int) (rest / dims[axis]);
            source += index * fromStrides[axis];
            target += index * toStrides[axis];
        }
        copyRow(from.address() + source * bytes, to.address() + target * bytes);
    }

    private void copyRow(long source, long target) {
        long n = dims[inner];
        long sourceStep = fromStrides[inner] * bytes;
        long targetStep = toStrides[inner] * bytes;
        if (sourceStep == bytes && targetStep == bytes) {
            Raw.copy(source, target, n * bytes);
        } else if (bytes == 4) {
            for (long i = 0; i < n; i++) {
                Raw.putInt(target + i * targetStep, Raw.getInt(source + i * sourceStep));
            }
        } else {
            for (long i = 0; i < n; i++) {
                Raw.put(target + i * targetStep, bytes, Raw.get(source + i * sourceStep, bytes));
            }
        }
    }
}
