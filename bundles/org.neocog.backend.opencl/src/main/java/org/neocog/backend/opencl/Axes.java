package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neocog.tensor.Shape;

/** Some axes of a row-major tensor, neighbours that lie behind one another joined. */
final class Axes {
    /** Axes that kernels have room for. */
    static final int MOST = 8;

    private final int[] sizes;
    private final int[] strides;

    private Axes(int[] sizes, int[] strides) {
        this.sizes = sizes;
        this.strides = strides;
    }

    /** The axes of {@code shape} that are listed, in this order. */
    static Axes of(Shape shape, List<Integer> axes) {
        long[] all = shape.strides();
        List<int[]> joined = new ArrayList<>();
        for (int axis : axes) {
            int size = shape.intDim(axis);
            int stride = (int) all[axis];
            int[] before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null && before[1] == (long) size * stride) {
                before[0] *= size;
                before[1] = stride;
            } else if (size != 1) {
                joined.add(new int[] {size, stride});
            }
        }
        return new Axes(
                joined.stream().mapToInt(axis -> axis[0]).toArray(),
                joined.stream().mapToInt(axis -> axis[1]).toArray());
    }

    /** How many combinations there are; 1 without axes. */
    int count() {
        return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    }

    /** All but the last axis. */
    Axes outer() {
        int n = Math.max(sizes.length - 1, 0);
        return new Axes(Arrays.copyOf(sizes, n), Arrays.copyOf(strides, n));
    }

    int lastSize() {
        return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
    }

    int lastStride() {
        return sizes.length == 0 ? 1 : strides[strides.length - 1];
    }

    /** Number of axes, then room for {@link #MOST} sizes and as many strides. */
    void write(int[] numbers, int at) {
        if (sizes.length > MOST) {
            throw new IllegalArgumentException(
                    "opencl: at most " + MOST + " axes can be walked, but axes=" + sizes.length + ".");
        }
        numbers[at] = sizes.length;
        System.arraycopy(sizes, 0, numbers, at + 1, sizes.length);
        System.arraycopy(strides, 0, numbers, at + 1 + MOST, strides.length);
    }
}
