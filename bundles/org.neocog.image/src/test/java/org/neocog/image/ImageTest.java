package org.neocog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageTest {
    @Test
    void keepsItsArrayForImagesThatFit() {
        Image image = new Image();
        assertEquals(0, image.size());
        image.reset(3, 10, 20);
        byte[] pixels = image.pixels();
        image.reset(1, 30, 20);
        assertSame(pixels, image.pixels());
        assertEquals(600, image.size());
        image.reset(3, 10, 21);
        assertSame(pixels, image.pixels(), "half as much again is kept");
        image.reset(3, 100, 100);
        assertEquals(45_000, image.pixels().length);
    }

    @Test
    void isACopyOfAnother() {
        Image source = new Image();
        source.reset(3, 1, 2);
        for (int i = 0; i < 6; i++) {
            source.pixels()[i] = (byte) (i + 1);
        }
        Image copy = new Image();
        copy.set(source);
        source.pixels()[0] = 9;
        assertEquals("image of 2 x 1 pixels, 3 channels", copy.toString());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, Arrays.copyOf(copy.pixels(), copy.size()));
    }

    @Test
    void keepsAWindow() {
        Image image = new Image();
        image.reset(2, 3, 4);
        for (int i = 0; i < 24; i++) {
            image.pixels()[i] = (byte) i;
        }
        ImageWindow beyond = new ImageWindow(1, 2, 2, 3);
        assertEquals(
                "image window: it must lie within the image, but it is 3 x 2 pixels at row 1, column 2, the image 4 x 3."
                        + " Choose another. [C2]",
                assertThrows(IllegalArgumentException.class, () -> image.crop(beyond))
                        .getMessage());
        image.crop(new ImageWindow(1, 1, 2, 2));
        assertEquals("image of 2 x 2 pixels, 2 channels", image.toString());
        assertArrayEquals(new byte[] {10, 11, 12, 13, 18, 19, 20, 21}, Arrays.copyOf(image.pixels(), image.size()));
        assertEquals(
                "image window: top and left must be at least 0, height and width at least 1, but top=-1, left=0, height=2,"
                        + " width=2. Correct them. [C1]",
                assertThrows(IllegalArgumentException.class, () -> new ImageWindow(-1, 0, 2, 2))
                        .getMessage());
    }

    @Test
    void refusesSizesThatNoArrayHolds() {
        Image image = new Image();
        assertEquals(
                "image: channels, height and width must be at least 1, but channels=3, height=0, width=5. Correct them."
                        + " [C1]",
                assertThrows(IllegalArgumentException.class, () -> image.reset(3, 0, 5))
                        .getMessage());
        assertEquals(
                "image: there must be at most 2147483639 bytes of pixels, but channels=3, height=65535, width=65535."
                        + " Use smaller images. [C2]",
                assertThrows(IllegalArgumentException.class, () -> image.reset(3, 65535, 65535))
                        .getMessage());
        assertEquals(0, image.size());
    }
}
