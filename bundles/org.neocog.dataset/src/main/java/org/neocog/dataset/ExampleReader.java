package org.neocog.dataset;

import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads the examples of one split, in any order, with buffers of its own that it uses again. Implemented by plug-ins.
 *
 * <p>Threading: one thread at a time, not always the same.
 */
@ConsumerType
public interface ExampleReader extends AutoCloseable {
    /**
     * Decodes example {@code index}.
     *
     * @param target gets the image; what it holds after an exception does not count
     * @return the label
     * @throws CorruptImageException if the image cannot be decoded whole; the message names the file. The reader goes on
     * @throws IndexOutOfBoundsException if the index is not from 0 to the size of the split - 1
     */
    int read(long index, Image target) throws CorruptImageException;

    /** The label of example {@code index}, known without its image. */
    int label(long index);

    @Override
    void close();
}
