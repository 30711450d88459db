package org.neocog.backend.reference;

import java.util.List;
import org.neocog.tensor.Shape;

/** Some axes of a row-major tensor: turns the number of a combination of their indices into its place among the elements. */
final class Axes {
    private final int[] sizes;
    private final int[] strides;
    private final int count;

    private Axes(int[] sizes, int[] strides) {
        this.sizes = sizes;
        this.strides = strides;
        int product = 1;
        for (int size : sizes) {
            product *= size;
        }
        count = product;
    }

    /** The axes of {@code shape} that are listed, in this order. */
    static Axes of(Shape shape, List<Integer> axes) {
        long[] all = shape.strides();
        int[] sizes = new int[axes.size()];
        int[] strides = new int[axes.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.intDim(axes.get(i));
            strides[i] = Math.toIntExact(all[axes.get(i)]);
        }
        return new Axes(sizes, strides);
    }

    /** How many combinations there are; 1 without axes. */
    int count() {
        return count;
    }

    /** Place of combination {@code number}, counted row-major. */
    int at(int number) {
        int rest = number;
        int at = 0;
        for (int i = sizes.length - 1; i > 0; i--) {
            at += rest % sizes[i] * strides[i];
            rest /= sizes[i];
        }
        return sizes.length == 0 ? 0 : at + rest * strides[0];
    }

    /** All but the last axis. */
    Axes outer() {
        int n = Math.max(sizes.length - 1, 0);
        return new Axes(java.util.Arrays.copyOf(sizes, n), java.util.Arrays.copyOf(strides, n));
    }

    int lastSize() {
        return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
    }

    int lastStride() {
        return sizes.length == 0 ? 1 : strides[strides.length - 1];
    }
}
