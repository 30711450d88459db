package org.neocog.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The static sizes of a tensor's dimensions, outermost first (row-major). Immutable. Images are {@code [N, C, H, W]},
 * filters {@code [O, I, H, W]}; the empty shape is a scalar; a size of 0 is allowed and gives a tensor without elements.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new long[0]);

    private final long[] dims;

    private Shape(long[] dims) {
        this.dims = dims;
    }

    /**
     * The shape with these sizes.
     *
     * @throws IllegalArgumentException if a size is negative or the number of elements passes 2^63-1
     */
    public static Shape of(long... dims) {
        if (dims.length == 0) {
            return SCALAR;
        }
        boolean empty = false;
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("shape: every size must be at least 0, but dims="
                        + Arrays.toString(dims) + ". Check the sizes it was computed from.");
            }
            empty |= dim == 0;
        }
        long size = 1;
        for (long dim : dims) {
            if ((!empty && Math.multiplyHigh(size, dim) != 0) || size * dim < 0) {
                throw new IllegalArgumentException("shape: there must be at most 2^63-1 elements, but dims="
                        + Arrays.toString(dims) + ". Check the sizes it was computed from.");
            }
            size = empty ? 0 : size * dim;
        }
        return new Shape(dims.clone());
    }

    /** The shape of a scalar: no dimensions, one element. */
    public static Shape scalar() {
        return SCALAR;
    }

    public int rank() {
        return dims.length;
    }

    /** Size of dimension {@code axis}; a negative axis counts from the end (-1 is the last). */
    public long dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /** Size of dimension {@code axis} as an int. @throws ArithmeticException if it does not fit */
    public int intDim(int axis) {
        return Math.toIntExact(dim(axis));
    }

    /** A copy of all sizes. */
    public long[] dims() {
        return dims.clone();
    }

    /** Number of elements: the product of all sizes, 1 for a scalar. */
    public long size() {
        long size = 1;
        for (long dim : dims) {
            size *= dim;
        }
        return size;
    }

    /** Number of elements as an int. @throws ArithmeticException if it does not fit */
    public int intSize() {
        return Math.toIntExact(size());
    }

    /** Distance in elements between neighbours along each dimension, row-major. */
    public long[] strides() {
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /** The same shape with dimension {@code axis} of another size. */
    public Shape with(int axis, long size) {
        long[] changed = dims.clone();
        changed[axis < 0 ? axis + dims.length : axis] = size;
        return of(changed);
    }

    /** Dimensions {@code from} (inclusive) to {@code to} (exclusive). */
    public Shape range(int from, int to) {
        return of(Arrays.copyOfRange(dims, from, to));
    }

    /** This shape followed by the dimensions of {@code tail}. */
    public Shape concat(Shape tail) {
        return of(
                LongStream.concat(Arrays.stream(dims), Arrays.stream(tail.dims)).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** {@code [64, 1, 28, 28]}; a scalar is {@code []}. */
    @Override
    public String toString() {
        return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
