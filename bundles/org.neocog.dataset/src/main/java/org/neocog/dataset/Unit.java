package org.neocog.dataset;

import org.neocog.image.Image;

/** 8-bit values divided by 255, by a table. */
final class Unit {
    private static final float[] UNIT = new float[256];

    static {
        for (int i = 0; i < 256; i++) {
            UNIT[i] = i / 255f;
        }
    }

    private Unit() {}

    /** Divides each. */
    static void divide(byte[] pixels, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = UNIT[pixels[i] & 0xff];
        }
    }

    /** Divides each, channel by channel. */
    static void dividePlanes(Image image, float[] target) {
        byte[] pixels = image.pixels();
        int channels = image.channels();
        int plane = image.height() * image.width();
        for (int c = 0; c < channels; c++) {
            int at = c * plane;
            for (int i = c; i < plane * channels; i += channels) {
                target[at++] = UNIT[pixels[i] & 0xff];
            }
        }
    }
}
