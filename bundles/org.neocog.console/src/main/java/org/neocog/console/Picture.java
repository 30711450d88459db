package org.neocog.console;

import org.neocog.image.PngEncoder;

/** A picture of red, green and blue that can be drawn on and written as PNG. */
final class Picture {
    private static final int LETTER_ZOOM = 2;

    private final int width;
    private final int height;
    private final byte[] pixels;

    /** All white. */
    Picture(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new byte[3 * width * height];
        java.util.Arrays.fill(pixels, (byte) 255);
    }

    /** Columns that a letter takes. */
    static int letterWidth() {
        return LETTER_ZOOM * (TinyFont.WIDTH + 1);
    }

    /** Rows that a line takes. */
    static int lineHeight() {
        return LETTER_ZOOM * (TinyFont.HEIGHT + 2);
    }

    void set(int x, int y, int red, int green, int blue) {
        int at = 3 * (y * width + x);
        pixels[at] = (byte) red;
        pixels[at + 1] = (byte) green;
        pixels[at + 2] = (byte) blue;
    }

    /** Draws a line of text, black, whose top left corner is there; what does not fit into {@code columns} is left off. */
    void text(String text, int left, int top, int columns) {
        int letters = Math.min(text.length(), columns / letterWidth());
        for (int i = 0; i < letters; i++) {
            for (int y = 0; y < LETTER_ZOOM * TinyFont.HEIGHT; y++) {
                for (int x = 0; x < LETTER_ZOOM * TinyFont.WIDTH; x++) {
                    if (TinyFont.isSet(text.charAt(i), y / LETTER_ZOOM, x / LETTER_ZOOM)) {
                        set(left + i * letterWidth() + x, top + y, 0, 0, 0);
                    }
                }
            }
        }
    }

    /** The picture as a PNG file. */
    byte[] png() {
        return PngEncoder.encode(width, height, 3, pixels);
    }
}
