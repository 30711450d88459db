package org.neocog.dataset;

import java.util.Optional;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A function of one 8-bit image of any size to one: the first transforms of a dataset whose images differ in size. Implemented by plug-ins.
 *
 * <p>Threading: {@link #apply} is called by several threads at once. Memory that it needs beside the images is per thread, and used again.
 */
@ConsumerType
public interface ImageTransform {
    /** Shape {@code [C, H, W]} of every image that comes out; empty if it depends on the image that comes in. */
    Optional<Shape> outputShape();

    /** Whether it draws no random numbers: what comes out depends on what comes in alone. Caches hold only such images. */
    default boolean isDeterministic() {
        return false;
    }

    /**
     * Gives {@code target} its sizes by {@link Image#reset} and writes every pixel.
     *
     * @param source read only; never {@code target}
     * @param random numbers for this image in this epoch: a function of (seed, epoch, index, position of the transform)
     */
    void apply(Image source, Image target, Philox.Stream random);
}
