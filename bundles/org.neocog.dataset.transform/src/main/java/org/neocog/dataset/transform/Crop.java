package org.neocog.dataset.transform;

import org.neocog.image.Image;

/**
 * Where one of several images of an image comes from: a window of the source, resized as a whole, of which a window is taken and perhaps mirrored.
 * Used again. One thread.
 */
final class Crop {
    private int sourceTop;
    private int sourceLeft;
    private int sourceHeight;
    private int sourceWidth;
    private int fullHeight;
    private int fullWidth;
    private int top;
    private int left;
    private boolean mirrored;

    /** The whole image, resized to this size. */
    Crop whole(Image source, int height, int width) {
        return window(0, 0, source.height(), source.width(), height, width);
    }

    /** A window of the image, resized to this size. */
    Crop window(int atTop, int atLeft, int ofHeight, int ofWidth, int height, int width) {
        sourceTop = atTop;
        sourceLeft = atLeft;
        sourceHeight = ofHeight;
        sourceWidth = ofWidth;
        fullHeight = height;
        fullWidth = width;
        top = 0;
        left = 0;
        return this;
    }

    /** Where in what is resized the window is that is taken. */
    void at(int atTop, int atLeft) {
        top = atTop;
        left = atLeft;
    }

    void mirror(boolean value) {
        mirrored = value;
    }

    int fullHeight() {
        return fullHeight;
    }

    int fullWidth() {
        return fullWidth;
    }

    /** Makes {@code target} the image, {@code height} x {@code width}. */
    void cut(Image source, Image target, int height, int width, Resampler resampler) {
        int channels = source.channels();
        if (fullHeight == sourceHeight && fullWidth == sourceWidth) {
            target.reset(channels, height, width);
            int row = width * channels;
            for (int y = 0; y < height; y++) {
                int from = ((sourceTop + top + y) * source.width() + sourceLeft + left) * channels;
                System.arraycopy(source.pixels(), from, target.pixels(), y * row, row);
            }
        } else {
            resampler.resample(
                    source,
                    sourceTop,
                    sourceLeft,
                    sourceHeight,
                    sourceWidth,
                    target,
                    fullHeight,
                    fullWidth,
                    top,
                    left,
                    height,
                    width);
        }
        if (mirrored) {
            mirror(target);
        }
    }

    private static void mirror(Image image) {
        byte[] pixels = image.pixels();
        int channels = image.channels();
        for (int y = 0; y < image.height(); y++) {
            int from = y * image.width() * channels;
            int to = from + (image.width() - 1) * channels;
            while (from < to) {
                for (int c = 0; c < channels; c++) {
                    byte swapped = pixels[from + c];
                    pixels[from + c] = pixels[to + c];
                    pixels[to + c] = swapped;
                }
                from += channels;
                to -= channels;
            }
        }
    }
}
