package org.neocog.backend.opencl;

import org.jspecify.annotations.Nullable;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.Value;

/**
 * A value that repeats a scalar, or a vector along one axis: it need not be written out.
 *
 * @param count elements of the vector
 * @param run how many elements in a row are the same
 */
record Repetition(Value vector, int count, int run) {
    static @Nullable Repetition of(Value value) {
        if (!(value.node().op() instanceof ShapeOp.Broadcast broadcast)
                || !value.element().isFloating()) {
            return null;
        }
        Value vector = value.node().input(0);
        if (vector.type().size() == 1) {
            return new Repetition(vector, 1, 1);
        }
        if (vector.shape().rank() != 1
                || vector.shape().dim(0) != value.shape().dim(broadcast.axes().get(0))) {
            return null;
        }
        int axis = broadcast.axes().get(0);
        long run = value.shape().range(axis + 1, value.shape().rank()).size();
        return new Repetition(vector, (int) vector.type().size(), (int) run);
    }

    boolean isScalar() {
        return count == 1;
    }
}
