package org.neocog.dataset;

import java.util.List;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An opened set of labelled 8-bit images of one shape, by split. Implemented by plug-ins.
 *
 * <p>Threading: all methods are safe for several threads at once until {@link #close}.
 */
@ConsumerType
public interface Dataset extends AutoCloseable {
    /** Shape of one image, {@code [C, H, W]}. */
    Shape imageShape();

    /** Names of the classes; label {@code i} stands for element {@code i}. */
    List<String> classNames();

    /** Names of the splits that this dataset has, such as {@code train} and {@code test}. */
    List<String> splits();

    /** Number of examples. @throws IllegalArgumentException if there is no such split; names those that there are */
    long size(String split);

    /**
     * Copies examples into {@code target}: example {@code indices[i]} into row {@code i}, for {@code i} below {@code count},
     * and sets the target's row count.
     *
     * @param target a batch of uint8 images of {@link #imageShape}, with room for {@code count}
     * @throws IllegalArgumentException if there is no such split
     * @throws IndexOutOfBoundsException if an index is not from 0 to {@link #size} - 1
     * @throws IllegalStateException after {@link #close}
     */
    void read(String split, long[] indices, int count, ImageBatch target);

    /** SHA-256 (hex) over the content that defines this dataset; equal on every machine for equal data. */
    String fingerprint();

    @Override
    void close();
}
