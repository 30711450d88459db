package org.neocog.image;

/**
 * A rectangle of an image.
 *
 * <p>C1. Height and width are at least 1, top and left at least 0.<br>
 * C2. It lies within its image.
 *
 * @param top its first row
 * @param left its first column
 * @param height rows
 * @param width columns
 */
public record ImageWindow(int top, int left, int height, int width) {
    /** Says which window of an image is wanted, once the image's sizes are known. */
    @FunctionalInterface
    public interface Choice {
        /** The window of an image of so many rows and columns; it lies within. May be asked again for another image in place of a corrupt one. */
        ImageWindow of(int height, int width);
    }

    /** @throws IllegalArgumentException if C1 does not hold */
    public ImageWindow {
        if (top < 0 || left < 0 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "image window: top and left must be at least 0, height and width at least 1, but top=" + top
                            + ", left=" + left + ", height=" + height + ", width=" + width + ". Correct them. [C1]");
        }
    }

    /**
     * Requires that it lies within an image.
     *
     * @throws IllegalArgumentException if C2 does not hold
     */
    public void requireWithin(int imageHeight, int imageWidth) {
        if (height > imageHeight - top || width > imageWidth - left) {
            throw new IllegalArgumentException("image window: it must lie within the image, but it is " + this
                    + ", the image " + imageWidth + " x " + imageHeight + ". Choose another. [C2]");
        }
    }

    @Override
    public String toString() {
        return width + " x " + height + " pixels at row " + top + ", column " + left;
    }
}
