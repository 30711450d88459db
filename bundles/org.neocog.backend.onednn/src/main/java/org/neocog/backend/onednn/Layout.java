package org.neocog.backend.onednn;

import org.neocog.tensor.Shape;

/** How the elements of a value lie in memory. */
enum Layout {
    /** Row-major. */
    PLAIN,
    /** Row-major with the channels (dimension 1) innermost; of at least three dimensions. */
    CHANNELS_LAST;

    /** Whether both layouts are the same for this shape. */
    static boolean bothSame(Shape shape) {
        return shape.rank() < 3
                || shape.dim(1) == 1
                || shape.range(2, shape.rank()).size() == 1
                || shape.size() == 0;
    }

    /** Distance in elements between neighbours along each dimension. */
    long[] strides(Shape shape) {
        long[] strides = shape.strides();
        if (this == CHANNELS_LAST && shape.rank() >= 3) {
            strides[1] = 1;
            long stride = shape.dim(1);
            for (int axis = shape.rank() - 1; axis >= 2; axis--) {
                strides[axis] = stride;
                stride *= shape.dim(axis);
            }
            strides[0] = stride;
        }
        return strides;
    }
}
