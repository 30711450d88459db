package org.neocog.backend.onednn;

import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** A value in memory. */
record Operand(Buffer buffer, TensorType type, Layout layout) {
    Shape shape() {
        return type.shape();
    }

    ElementType element() {
        return type.element();
    }

    long size() {
        return type.size();
    }

    long[] strides() {
        return layout.strides(shape());
    }

    /** Whether it lies so, or in a way that is the same for its shape. */
    boolean isIn(Layout other) {
        return layout == other || Layout.bothSame(shape());
    }
}
