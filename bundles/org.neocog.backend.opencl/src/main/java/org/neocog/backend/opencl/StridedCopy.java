package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.neocog.tensor.ElementType;

/** Copies a box of elements from strides to strides; axes that lie behind one another in both are joined. */
final class StridedCopy {
    private static final int LAST = 26;

    private StridedCopy() {}

    static Command of(
            Lowering to,
            ElementType element,
            Buffer from,
            long fromStart,
            long[] fromStrides,
            Buffer target,
            long toStart,
            long[] toStrides,
            long[] dims) {
        List<long[]> axes = joined(dims, fromStrides, toStrides);
        int[] numbers = new int[LAST + 5];
        long size = 1;
        for (int i = 0; i < axes.size(); i++) {
            long[] axis = axes.get(i);
            size *= axis[0];
            if (i < axes.size() - 1) {
                numbers[2 + i] = (int) axis[0];
                numbers[2 + Axes.MOST + i] = (int) axis[1];
                numbers[2 + 2 * Axes.MOST + i] = (int) axis[2];
            }
        }
        long[] last = axes.get(axes.size() - 1);
        numbers[0] = (int) size;
        numbers[1] = axes.size() - 1;
        numbers[LAST] = (int) last[0];
        numbers[LAST + 1] = (int) last[1];
        numbers[LAST + 2] = (int) last[2];
        numbers[LAST + 3] = (int) fromStart;
        numbers[LAST + 4] = (int) toStart;
        Launch launch = to.kernel("movement", "copy_" + element.bytes(), ElementType.FLOAT32)
                .buffer(from)
                .buffer(target)
                .numbers(numbers);
        boolean cpu = to.stream().session().cpuKernels();
        return cpu ? launch.elements(size / last[0], last[0]) : launch.elements(size, 1);
    }

    /** Size and both strides of each axis; at least one axis. */
    private static List<long[]> joined(long[] dims, long[] from, long[] to) {
        List<long[]> axes = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 1) {
                continue;
            }
            long[] before = axes.isEmpty() ? null : axes.get(axes.size() - 1);
            if (before != null && before[1] == dims[i] * from[i] && before[2] == dims[i] * to[i]) {
                before[0] *= dims[i];
                before[1] = from[i];
                before[2] = to[i];
            } else {
                axes.add(new long[] {dims[i], from[i], to[i]});
            }
        }
        if (axes.isEmpty()) {
            axes.add(new long[] {1, 1, 1});
        }
        if (axes.size() > Axes.MOST + 1) {
            throw new IllegalArgumentException(
                    "opencl: at most " + (Axes.MOST + 1) + " axes can be copied, but axes=" + axes.size() + ".");
        }
        return axes;
    }
}
