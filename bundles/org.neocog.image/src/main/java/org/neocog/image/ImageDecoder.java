package org.neocog.image;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decodes image files to red, green, blue. Implemented by plug-ins, registered as a service.
 *
 * <p>Threading: safe for all threads.
 */
@ConsumerType
public interface ImageDecoder {
    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.image.decoder.name";

    /** What a config calls it, such as {@code imageio}. */
    String name();

    /** What its speed depends on beside the processor and Java: the version of its library. Empty unless it has one of its own. */
    default String version() {
        return "";
    }

    /** Whether it decodes this kind of file at all. */
    boolean supports(EncodedImage image);

    /** A decoder for one thread, with buffers of its own that it uses again. The caller closes it. */
    Session open();

    /** One thread's decoder. */
    @ConsumerType
    interface Session extends AutoCloseable {
        /**
         * Decodes an image whole.
         *
         * <p>Grey becomes red = green = blue. CMYK becomes RGB. An alpha channel is dropped, palettes are looked up. Colour profiles are not
         * applied, nor is the orientation that a camera notes.
         *
         * @param image has been scanned; its sizes are those of the result
         * @param target gets 3 channels
         * @throws CorruptImageException if data is missing or wrong, also where something like an image would come out; the session goes on
         */
        void decode(EncodedImage image, Image target) throws CorruptImageException;

        /**
         * Decodes a window of an image: the same pixels as if the whole were decoded and then cut. For images that have been decoded whole before:
         * damage that lies behind the window's last row need not be found.
         *
         * @param image has been scanned
         * @param window lies within; its sizes are those of the result
         * @param target gets 3 channels
         * @throws CorruptImageException as for the whole image
         */
        default void decode(EncodedImage image, ImageWindow window, Image target) throws CorruptImageException {
            window.requireWithin(image.height(), image.width());
            decode(image, target);
            target.crop(window);
        }

        @Override
        void close();
    }
}
