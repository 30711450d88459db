package org.neocog.console;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A picture of red, green and blue that can be drawn on and written as PNG. */
final class Picture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
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
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {8, 2, 0, 0, 0}); // 8 bits, RGB
            chunk(out, "IHDR", header.toByteArray());
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
                for (int y = 0; y < height; y++) {
                    deflater.write(0); // no filter
                    deflater.write(pixels, 3 * y * width, 3 * width);
                }
            }
            chunk(out, "IDAT", data.toByteArray());
            chunk(out, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("picture: memory is always writable", e);
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
