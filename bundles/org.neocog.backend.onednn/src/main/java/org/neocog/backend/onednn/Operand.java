package org.neocog.backend.onednn;

import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * A value in memory.
 *
 * @param stored element type of the memory: that of the value, or bfloat16 where a float32 value is held narrow
 */
record Operand(Buffer buffer, TensorType type, Layout layout, ElementType stored) {
    Operand(Buffer buffer, TensorType type, Layout layout) {
        this(buffer, type, layout, type.element());
    }

    Shape shape() {
        return type.shape();
    }

    ElementType element() {
        return type.element();
    }

    long size() {
        return type.size();
    }

    /** Size of the memory. */
    long bytes() {
        return type.size() * stored.bytes();
    }

    /** Whether it is held in fewer bits than its type has. */
    boolean isNarrow() {
        return stored != type.element();
    }

    long[] strides() {
        return layout.strides(shape());
    }

    /** Whether it lies so, or in a way that is the same for its shape. */
    boolean isIn(Layout other) {
        return layout == other || Layout.bothSame(shape());
    }
}
