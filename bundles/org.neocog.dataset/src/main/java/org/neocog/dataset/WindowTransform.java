package org.neocog.dataset;

import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
import org.neocog.tensor.Philox;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An {@link ImageTransform} to one size that looks at one window of an image and at nothing outside: what need not be decoded for it is not.
 * Implemented by plug-ins. For equal random numbers {@link #apply(Image, byte[])} of the {@linkplain #draw drawn} window is {@link #apply(Image,
 * Image, Philox.Stream)} of the whole image, bit for bit, its channels apart.
 */
@ConsumerType
public interface WindowTransform extends ImageTransform {
    /** The window of an image of so many rows and columns. */
    ImageWindow draw(int height, int width, Philox.Stream random);

    /**
     * Makes the image that comes out of its window.
     *
     * @param window what {@link #draw} said, and no more; read only
     * @param target gets the image, {@code [C, H, W]}, from its first element on
     */
    void apply(Image window, byte[] target);
}
