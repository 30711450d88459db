package org.neocog.image;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An 8-bit image of any size, used again for image after image. Provided by the framework.
 *
 * <p>Pixels are interleaved, row by row: channel {@code c} of the pixel in row {@code y}, column {@code x} is {@code pixels()[(y * width + x)
 * * channels + c]}, from 0 to 255 as an unsigned byte. Three channels are red, green, blue.
 *
 * <p>C1. Channels, height and width are at least 1.<br>
 * C2. Their product is at most 2^31-9.
 *
 * <p>Memory: one array that grows with the largest image, by half as much again; nothing is allocated for an image that fits.
 *
 * <p>Threading: one thread at a time.
 */
@ProviderType
public final class Image {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private byte[] pixels = new byte[0];
    private int channels;
    private int height;
    private int width;

    /** An image without pixels; {@link #reset} gives it some. */
    public Image() {}

    /**
     * Makes this an image of other sizes. Its pixels are whatever they are until they are written.
     *
     * @throws IllegalArgumentException if C1 or C2 does not hold
     */
    public void reset(int channels, int height, int width) {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("image: channels, height and width must be at least 1, but channels="
                    + channels + ", height=" + height + ", width=" + width + ". Correct them. [C1]");
        }
        long size = (long) height * width;
        if (size > MOST_BYTES / channels) {
            throw new IllegalArgumentException(
                    "image: there must be at most " + MOST_BYTES + " bytes of pixels, but channels=" + channels
                            + ", height=" + height + ", width=" + width + ". Use smaller images. [C2]");
        }
        int bytes = (int) size * channels;
        if (pixels.length < bytes) {
            pixels = new byte[(int) Math.min(MOST_BYTES, bytes + bytes / 2L)];
        }
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /** The pixels, {@link #size} of them from the first on; longer than that, and another array after some calls of {@link #reset}. */
    public byte[] pixels() {
        return pixels;
    }

    /** Number of channels; 0 before {@link #reset}. */
    public int channels() {
        return channels;
    }

    /** Rows; 0 before {@link #reset}. */
    public int height() {
        return height;
    }

    /** Columns; 0 before {@link #reset}. */
    public int width() {
        return width;
    }

    /** Bytes that count: {@code channels * height * width}. */
    public int size() {
        return channels * height * width;
    }

    /** Makes this a copy of another image. */
    public void set(Image other) {
        reset(other.channels, other.height, other.width);
        System.arraycopy(other.pixels, 0, pixels, 0, size());
    }

    /**
     * Keeps a window of this image and nothing else.
     *
     * @throws IllegalArgumentException if it does not lie within
     */
    public void crop(ImageWindow window) {
        window.requireWithin(height, width);
        int row = window.width() * channels;
        for (int y = 0; y < window.height(); y++) {
            int from = ((window.top() + y) * width + window.left()) * channels;
            System.arraycopy(pixels, from, pixels, y * row, row);
        }
        height = window.height();
        width = window.width();
    }

    @Override
    public String toString() {
        return "image of " + width + " x " + height + " pixels, " + channels + " channels";
    }
}
