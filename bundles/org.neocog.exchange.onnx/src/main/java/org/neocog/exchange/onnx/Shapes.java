package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.neocog.tensor.Shape;

/** What operators that move elements make of a shape. */
final class Shapes {
    private Shapes() {}

    static Shape of(List<Long> dims) {
        if (dims.stream().anyMatch(dim -> dim < 0)) {
            throw new OperatorException("sizes must be at least 0", "shape", dims);
        }
        return Shape.of(dims.stream().mapToLong(dim -> dim).toArray());
    }

    /** Two axes: those before {@code axis}, and the others. */
    static Shape flattened(Attributes attributes, Shape shape) {
        long given = attributes.integer("axis", 1);
        int axis = given == shape.rank() ? shape.rank() : Call.axis(given, shape.rank());
        return Shape.of(
                shape.range(0, axis).size(), shape.range(axis, shape.rank()).size());
    }

    /** 0 stands for the size that was there, -1 for what is left. */
    static Shape reshaped(Attributes attributes, Shape from, List<Long> target) {
        boolean zeros = attributes.flag("allowzero", false);
        List<Long> dims = new ArrayList<>();
        int open = -1;
        long known = 1;
        for (int i = 0; i < target.size(); i++) {
            long dim = target.get(i);
            if (dim == 0 && !zeros && i >= from.rank() || dim < -1 || dim == -1 && open >= 0) {
                throw new OperatorException(
                        "the shape must have one -1 at most, and 0 where the input has an axis",
                        "shape",
                        target,
                        "input",
                        from);
            }
            dims.add(dim == 0 && !zeros ? from.dim(i) : dim);
            open = dim == -1 ? i : open;
            known = dim == -1 ? known : Math.multiplyExact(known, dims.get(i));
        }
        if (open >= 0) {
            if (known == 0 || from.size() % known != 0) {
                throw new OperatorException(
                        "the other sizes must divide the number of elements", "shape", target, "input", from);
            }
            dims.set(open, from.size() / known);
        }
        return of(dims);
    }

    /** Without axes of size 1: those that are told, or all. */
    static Shape squeezed(Shape shape, List<Long> given) {
        List<Integer> axes = Call.axes(given, shape.rank());
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < shape.rank(); i++) {
            boolean goes = given.isEmpty() ? shape.dim(i) == 1 : axes.contains(i);
            if (goes && shape.dim(i) != 1) {
                throw new OperatorException("an axis that goes must have size 1", "axes", given, "input", shape);
            }
            if (!goes) {
                dims.add(shape.dim(i));
            }
        }
        return of(dims);
    }

    /** With axes of size 1 at these places of the result. */
    static Shape unsqueezed(Shape shape, List<Long> given) {
        int rank = shape.rank() + given.size();
        List<Integer> axes = Call.axes(given, rank);
        if (axes.size() != given.size()) {
            throw new OperatorException("axes must differ", "axes", given);
        }
        List<Long> dims = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < rank; i++) {
            dims.add(axes.contains(i) ? 1 : shape.dim(from++));
        }
        return of(dims);
    }

    static List<Integer> permutation(Attributes attributes, int rank) {
        List<Long> reversed = new ArrayList<>(LongList.range(rank));
        Collections.reverse(reversed);
        List<Integer> permutation = attributes.integers("perm", reversed).stream()
                .map(axis -> Call.axis(axis, rank))
                .toList();
        if (permutation.size() != rank || new HashSet<>(permutation).size() != rank) {
            throw new OperatorException("perm must name each axis once", "perm", permutation, "rank", rank);
        }
        return permutation;
    }

    /** An index counted from the front. */
    static long index(long index, long size) {
        if (index < -size || index >= size) {
            throw new OperatorException("an index must be within the axis", "index", index, "size", size);
        }
        return index < 0 ? index + size : index;
    }

    /**
     * Elements of an axis.
     *
     * @param end the first that is not taken
     */
    record Range(long start, long end, long step) {
        /** As ONNX cuts it off at the ends of the axis. */
        static Range of(long start, long end, long step, long size) {
            if (step == 0 || step == Long.MIN_VALUE) {
                throw new OperatorException("steps must not be 0", "step", step);
            }
            long from = start < 0 ? start + size : start;
            long to = end < 0 ? Math.max(end, -size - 1) + size : end;
            return step > 0
                    ? new Range(clamp(from, 0, size), clamp(to, 0, size), step)
                    : new Range(clamp(from, 0, size - 1), clamp(to, -1, size - 1), step);
        }

        private static long clamp(long value, long least, long most) {
            return Math.max(least, Math.min(most, value));
        }

        long count() {
            return step > 0
                    ? Math.max(0, (end - start + step - 1) / step)
                    : Math.max(0, (start - end - step - 1) / -step);
        }

        double[] indices() {
            return LongStream.range(0, count())
                    .mapToDouble(i -> start + i * step)
                    .toArray();
        }
    }
}
