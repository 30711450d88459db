package org.neocog.dataset;

import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A function of one image to one image. Implemented by plug-ins.
 *
 * <p>Images are {@code [C, H, W]}, row-major, float32; the first transform gets the 8-bit values divided by 255.
 *
 * <p>Threading: {@link #apply} is called by several threads at once.
 */
@ConsumerType
public interface Transform {
    /** Shape of the image that comes out. */
    Shape outputShape();

    /**
     * Writes every element of {@code target}, which never is {@code source}.
     *
     * @param random numbers for this image in this epoch: a function of (seed, epoch, index, position of the transform)
     */
    void apply(float[] source, float[] target, Philox.Stream random);
}
