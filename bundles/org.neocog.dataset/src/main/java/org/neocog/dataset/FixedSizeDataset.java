package org.neocog.dataset;

import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/** A dataset whose images have one shape. Implemented by plug-ins. */
@ConsumerType
public non-sealed interface FixedSizeDataset extends Dataset {
    /** Shape of one image, {@code [C, H, W]}. */
    Shape imageShape();

    /** Type of the pixels: uint8, which come to the transforms as 0 to 1, or float32, which come as they are. */
    default ElementType element() {
        return ElementType.UINT8;
    }

    /**
     * Copies examples into {@code target}: example {@code indices[i]} into row {@code i}, for {@code i} below {@code count},
     * and sets the target's row count.
     *
     * @param target a batch of images of {@link #element} and {@link #imageShape}, with room for {@code count}
     * @throws IllegalArgumentException if there is no such split
     * @throws IndexOutOfBoundsException if an index is not from 0 to {@link #size} - 1
     * @throws IllegalStateException after {@link #close}
     */
    void read(String split, long[] indices, int count, ImageBatch target);
}
