package org.neocog.dataset;

import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
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

    /**
     * Decodes a window of example {@code index}: the same pixels as if the whole were read and then cut. Readers that need not decode all for that
     * override it, but decode an example whole when it is read first: one that is damaged anywhere never passes.
     *
     * @param choice says which window, by the image's sizes
     * @param target gets the window
     * @return the label
     * @throws CorruptImageException as {@link #read(long, Image)}
     * @throws IndexOutOfBoundsException if the index is not from 0 to the size of the split - 1
     */
    default int read(long index, ImageWindow.Choice choice, Image target) throws CorruptImageException {
        int label = read(index, target);
        target.crop(choice.of(target.height(), target.width()));
        return label;
    }

    /** The label of example {@code index}, known without its image. */
    int label(long index);

    @Override
    void close();
}
