package org.neocog.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neocog.graph.ShapeOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link ShapeOp}: each is a strided copy or a few of them; gather and scatter-add choose by index. A reshape shares memory and copies nothing. */
final class ShapeKernels {
    private ShapeKernels() {}

    static List<Kernel> of(ShapeOp op, Bound bound) {
        if (op instanceof ShapeOp.Reshape) {
            return bound.in(0) == bound.out(0) ? List.of() : List.of(whole(bound));
        }
        if (op instanceof ShapeOp.Transpose transpose) {
            return List.of(transpose(transpose, bound));
        }
        if (op instanceof ShapeOp.Slice slice) {
            return List.of(slice(slice, bound));
        }
        if (op instanceof ShapeOp.Broadcast broadcast) {
            return List.of(broadcast(broadcast, bound));
        }
        if (op instanceof ShapeOp.Pad pad) {
            return pad(pad, bound);
        }
        if (op instanceof ShapeOp.Concatenate concatenate) {
            return concatenate(concatenate, bound);
        }
        if (op instanceof ShapeOp.Gather gather) {
            return List.of(new GatherKernel(gather.axis(), bound));
        }
        return List.of(new ScatterAddKernel((ShapeOp.ScatterAdd) op, bound));
    }

    private static Kernel whole(Bound bound) {
        long[] ones = {1};
        return StridedCopy.of(bound.in(0), 0, bound.out(0), 0, new long[] {bound.outSize()}, ones, ones);
    }

    private static Kernel transpose(ShapeOp.Transpose op, Bound bound) {
        long[] from = bound.inShape(0).strides();
        long[] permuted =
                op.permutation().stream().mapToLong(axis -> from[axis]).toArray();
        return gathering(bound, 0, permuted);
    }

    private static Kernel slice(ShapeOp.Slice op, Bound bound) {
        long[] strides = bound.inShape(0).strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += op.starts().get(axis) * strides[axis];
            strides[axis] *= op.strides().get(axis);
        }
        return gathering(bound, start, strides);
    }

    private static Kernel broadcast(ShapeOp.Broadcast op, Bound bound) {
        Shape from = bound.inShape(0);
        long[] fromStrides = from.strides();
        long[] strides = new long[bound.outShape(0).rank()];
        for (int i = 0; i < from.rank(); i++) {
            strides[op.axes().get(i)] = from.dim(i) == 1 ? 0 : fromStrides[i];
        }
        return gathering(bound, 0, strides);
    }

    /** Fills the whole result in order from the operand's elements at these strides. */
    private static Kernel gathering(Bound bound, long from, long[] strides) {
        Shape shape = bound.outShape(0);
        return StridedCopy.of(
                bound.in(0), shape.size() == 0 ? 0 : from, bound.out(0), 0, shape.dims(), strides, shape.strides());
    }

    private static List<Kernel> pad(ShapeOp.Pad op, Bound bound) {
        double[] value = {Int64.hold(bound.element(), op.value())};
        Shape to = bound.outShape(0);
        Kernel fill = StridedCopy.of(value, 0, bound.out(0), 0, to.dims(), new long[to.rank()], to.strides());
        if (bound.inSize(0) == 0) {
            return List.of(fill);
        }
        long[] strides = to.strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += op.low().get(axis) * strides[axis];
            strides[axis] *= op.interior().get(axis) + 1;
        }
        Shape from = bound.inShape(0);
        return List.of(fill, StridedCopy.of(bound.in(0), 0, bound.out(0), start, from.dims(), from.strides(), strides));
    }

    private static List<Kernel> concatenate(ShapeOp.Concatenate op, Bound bound) {
        List<Kernel> copies = new ArrayList<>();
        long[] strides = bound.outShape(0).strides();
        long start = 0;
        for (int i = 0; i < bound.inputs(); i++) {
            Shape part = bound.inShape(i);
            if (part.size() > 0) {
                copies.add(StridedCopy.of(bound.in(i), 0, bound.out(0), start, part.dims(), part.strides(), strides));
                start += part.dim(op.axis()) * strides[op.axis()];
            }
        }
        return copies;
    }

    /** x is {@code [outer, size, inner]}, the result {@code [outer, indices, inner]}; one task per row of {@code inner}. */
    private static final class GatherKernel extends Kernel {
        private final int size;
        private final int indices;
        private final int inner;
        private final double missing;
        private final ElementType indexType;
        private final double[] x;
        private final double[] at;
        private final double[] y;

        GatherKernel(int axis, Bound bound) {
            super(bound.inShape(0).range(0, axis).intSize() * bound.inSize(1), 2 + inner(axis, bound) / 2);
            size = bound.inShape(0).intDim(axis);
            indices = bound.inSize(1);
            inner = inner(axis, bound);
            indexType = bound.inElement(1);
            missing = bound.element().isFloating() ? Double.NaN : 0;
            x = bound.in(0);
            at = bound.in(1);
            y = bound.out(0);
        }

        private static int inner(int axis, Bound bound) {
            Shape shape = bound.inShape(0);
            return shape.range(axis + 1, shape.rank()).intSize();
        }

        @Override
        public void run(int row, int worker) {
            int outer = row / indices;
            long index = Int64.integer(indexType, at[row % indices]);
            if (index >= 0 && index < size) {
                System.arraycopy(x, (outer * size + (int) index) * inner, y, row * inner, inner);
            } else {
                Arrays.fill(y, row * inner, (row + 1) * inner, missing);
            }
        }
    }

    /** Updates are {@code [outer, indices, inner]}, the result {@code [outer, size, inner]}; one task per {@code outer}. */
    private static final class ScatterAddKernel extends Kernel {
        private final int size;
        private final int indices;
        private final int inner;
        private final ElementType element;
        private final ElementType indexType;
        private final double[] updates;
        private final double[] at;
        private final double[] y;

        ScatterAddKernel(ShapeOp.ScatterAdd op, Bound bound) {
            super(
                    bound.outShape(0).range(0, op.axis()).intSize(),
                    bound.inSize(0)
                            / Math.max(1, bound.outShape(0).range(0, op.axis()).intSize()));
            Shape shape = bound.outShape(0);
            size = Math.toIntExact(op.size());
            indices = bound.inSize(1);
            inner = shape.range(op.axis() + 1, shape.rank()).intSize();
            element = bound.element();
            indexType = bound.inElement(1);
            updates = bound.in(0);
            at = bound.in(1);
            y = bound.out(0);
        }

        @Override
        public void run(int outer, int worker) {
            int start = outer * size * inner;
            Arrays.fill(y, start, start + size * inner, 0);
            for (int i = 0; i < indices; i++) {
                long index = Int64.integer(indexType, at[i]);
                if (index >= 0 && index < size) {
                    int target = start + (int) index * inner;
                    int source = (outer * indices + i) * inner;
                    for (int j = 0; j < inner; j++) {
                        y[target + j] += updates[source + j];
                    }
                }
            }
            Rounding.round(element, y, start, start + size * inner);
        }
    }
}
