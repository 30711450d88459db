package org.neocog.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.neocog.image.PngEncoder;
import org.neocog.run.RunException;

/** An image of 8-bit red, green and blue that lines and words are drawn on; written as PNG. Needs no window system and no fonts. */
final class PngImage {
    private static final int WHITE = 0xffffff;

    private final int width;
    private final int height;
    private final int[] pixels;

    PngImage(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        Arrays.fill(pixels, WHITE);
    }

    void set(int x, int y, int color) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            pixels[y * width + x] = color;
        }
    }

    int get(int x, int y) {
        return pixels[y * width + x];
    }

    /** A line by Bresenham's algorithm. */
    void line(int x0, int y0, int x1, int y1, int color) {
        int dx = Math.abs(x1 - x0);
        int dy = -Math.abs(y1 - y0);
        int error = dx + dy;
        int x = x0;
        int y = y0;
        while (true) {
            set(x, y, color);
            if (x == x1 && y == y1) {
                return;
            }
            int twice = 2 * error;
            if (twice >= dy) {
                error += dy;
                x += x0 < x1 ? 1 : -1;
            }
            if (twice <= dx) {
                error += dx;
                y += y0 < y1 ? 1 : -1;
            }
        }
    }

    /** A text whose upper left corner is there; each letter is {@link PixelFont#WIDTH} wide. */
    void text(int x, int y, String text, int color) {
        for (int i = 0; i < text.length(); i++) {
            for (int row = 0; row < PixelFont.ROWS; row++) {
                for (int column = 0; column < PixelFont.COLUMNS; column++) {
                    if (PixelFont.isSet(text.charAt(i), row, column)) {
                        set(x + i * PixelFont.WIDTH + column, y + row, color);
                    }
                }
            }
        }
    }

    /**
     * Writes it, whole or not at all.
     *
     * @param command that was given the file by {@code --output}
     * @throws RunException if the file can't be written
     */
    void save(String command, Path file) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.write(temporary, png());
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunException(
                    command + ": " + file + " must be writable, but is not: " + e + ". Check --output.", e);
        }
    }

    /** The bytes of the file. */
    byte[] png() {
        byte[] bytes = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            bytes[3 * i] = (byte) (pixels[i] >> 16);
            bytes[3 * i + 1] = (byte) (pixels[i] >> 8);
            bytes[3 * i + 2] = (byte) pixels[i];
        }
        return PngEncoder.encode(width, height, 3, bytes);
    }
}
