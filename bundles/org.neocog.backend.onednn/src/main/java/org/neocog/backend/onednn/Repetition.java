package org.neocog.backend.onednn;

import org.jspecify.annotations.Nullable;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** A value that repeats a scalar, or a vector along one axis: it need not be written out. */
record Repetition(Value vector, Shape shape, int axis) {
    static @Nullable Repetition of(Value value) {
        if (!(value.node().op() instanceof ShapeOp.Broadcast broadcast) || value.element() != ElementType.FLOAT32) {
            return null;
        }
        Value vector = value.node().input(0);
        if (vector.type().size() == 1) {
            return new Repetition(vector, value.shape(), -1);
        }
        boolean alongOne = vector.shape().rank() == 1
                && vector.shape().dim(0) == value.shape().dim(broadcast.axes().get(0));
        return alongOne ? new Repetition(vector, value.shape(), broadcast.axes().get(0)) : null;
    }

    long count() {
        return axis < 0 ? 1 : shape.dim(axis);
    }

    /** How many elements in a row are the same, in this layout. */
    long run(Layout layout) {
        return axis < 0 ? 1 : layout.strides(shape)[axis];
    }
}
