package org.neocog.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes 8-bit images as PNG files, grey or red, green and blue, without filters. Needs no window system.
 *
 * <p>Source: W3C, "Portable Network Graphics (PNG) specification", second edition, 2003.
 */
public final class PngEncoder {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BITS = 8;
    private static final int GREY = 0;
    private static final int COLOURS = 2;

    private PngEncoder() {}

    /**
     * The bytes of a PNG file.
     *
     * @param channels 1 or 3
     * @param pixels row by row, the channels of a pixel together; {@code width height channels} of them
     * @throws IllegalArgumentException if the numbers do not fit together
     */
    public static byte[] encode(int width, int height, int channels, byte[] pixels) {
        boolean fits = width > 0 && height > 0 && (channels == 1 || channels == 3);
        if (!fits || pixels.length != (long) width * height * channels) {
            throw new IllegalArgumentException(
                    "png: an image must have 1 or 3 channels and a value for each pixel, but width="
                            + width + ", height=" + height + ", channels=" + channels + ", values=" + pixels.length
                            + ". Change them.");
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(file);
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {BITS, (byte) (channels == 1 ? GREY : COLOURS), 0, 0, 0});
            chunk(out, "IHDR", header.toByteArray());
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
                int row = width * channels;
                for (int y = 0; y < height; y++) {
                    deflater.write(0); // no filter
                    deflater.write(pixels, y * row, row);
                }
            }
            chunk(out, "IDAT", data.toByteArray());
            chunk(out, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new IllegalStateException("png: memory can be written, but could not: " + e, e);
        }
        return file.toByteArray();
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
