package org.neocog.image.leptonica;

import java.nio.IntBuffer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.neocog.image.CorruptImageException;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;
import org.neocog.image.ImageWindow;

/** One thread's decoder. The native image lives from its decoding to the copy of its pixels, whatever happens in between. */
final class LeptonicaSession implements ImageDecoder.Session {
    private static final int NO_COLOUR_MAP = 0;
    private static final int WHOLE_SIZE = 1;
    /** None that asks to go on where data is bad. */
    private static final int NO_HINT = 0;

    private static final int COLOUR_BITS = 32;
    private static final int GREY_BITS = 8;

    private final int[] warnings = new int[1];
    private int[] words = {};

    @Override
    public void decode(EncodedImage image, Image target) throws CorruptImageException {
        decode(image, new ImageWindow(0, 0, image.height(), image.width()), target);
    }

    /** Decodes all and copies the window. */
    @Override
    public void decode(EncodedImage image, ImageWindow window, Image target) throws CorruptImageException {
        window.requireWithin(image.height(), image.width());
        warnings[0] = 0;
        PIX pixels = leptonica.pixReadMemJpeg(
                image.plain(), image.plainLength(), NO_COLOUR_MAP, WHOLE_SIZE, warnings, NO_HINT);
        if (pixels == null) {
            throw corrupt(image, "no image came");
        }
        try {
            if (warnings[0] > 0) {
                throw corrupt(image, "the decoder warned " + warnings[0] + " times");
            }
            if (pixels.h() != image.height() || pixels.w() != image.width()) {
                throw corrupt(image, "an image of " + pixels.w() + " x " + pixels.h() + " pixels came");
            }
            if (pixels.d() != COLOUR_BITS && pixels.d() != GREY_BITS) {
                throw corrupt(image, "pixels of " + pixels.d() + " bits came");
            }
            copy(pixels, window, target);
        } finally {
            leptonica.pixDestroy(pixels);
        }
    }

    private static CorruptImageException corrupt(EncodedImage image, String reason) {
        return new CorruptImageException("leptonica: an image of " + image.width() + " x " + image.height()
                + " pixels must be decoded whole, but " + reason + ". It is truncated or damaged; fetch it again.");
    }

    /** Rows are of whole words of 32 bits; the first of one or four pixels is in the highest bits. */
    private void copy(PIX pixels, ImageWindow window, Image target) {
        target.reset(3, window.height(), window.width());
        int wordsPerRow = pixels.wpl();
        IntBuffer all = leptonica
                .pixGetData(pixels)
                .capacity((long) wordsPerRow * pixels.h())
                .asBuffer();
        if (words.length < wordsPerRow) {
            words = new int[wordsPerRow];
        }
        boolean grey = pixels.d() == GREY_BITS;
        for (int y = 0; y < window.height(); y++) {
            all.get((window.top() + y) * wordsPerRow, words, 0, wordsPerRow);
            int at = 3 * window.width() * y;
            if (grey) {
                copyGreys(words, window.left(), window.width(), target.pixels(), at);
            } else {
                copyColours(words, window.left(), window.width(), target.pixels(), at);
            }
        }
    }

    private static void copyColours(int[] words, int left, int width, byte[] target, int from) {
        int at = from;
        for (int x = left; x < left + width; x++) {
            int word = words[x];
            target[at] = (byte) (word >> 24);
            target[at + 1] = (byte) (word >> 16);
            target[at + 2] = (byte) (word >> 8);
            at += 3;
        }
    }

    private static void copyGreys(int[] words, int left, int width, byte[] target, int from) {
        int at = from;
        for (int x = left; x < left + width; x++) {
            byte grey = (byte) (words[x >> 2] >> 24 - 8 * (x & 3));
            target[at] = grey;
            target[at + 1] = grey;
            target[at + 2] = grey;
            at += 3;
        }
    }

    /** Holds nothing native. */
    @Override
    public void close() {}
}
