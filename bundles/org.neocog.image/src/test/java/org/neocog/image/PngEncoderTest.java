package org.neocog.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What is written, read by the Java platform's own reader. */
class PngEncoderTest {
    private static BufferedImage read(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }

    @Test
    void writesGrey() throws IOException {
        BufferedImage image =
                read(PngEncoder.encode(3, 2, 1, new byte[] {0, 1, 127, (byte) 128, (byte) 200, (byte) 255}));
        assertEquals(3, image.getWidth());
        assertEquals(2, image.getHeight());
        assertEquals(1, image.getRaster().getNumBands());
        assertArrayEquals(
                new int[] {0, 1, 127, 128, 200, 255}, image.getRaster().getSamples(0, 0, 3, 2, 0, (int[]) null));
    }

    @Test
    void writesColours() throws IOException {
        BufferedImage image = read(PngEncoder.encode(1, 2, 3, new byte[] {(byte) 255, 0, 16, 1, 2, 3}));
        assertEquals(0xffff0010, image.getRGB(0, 0));
        assertEquals(0xff010203, image.getRGB(0, 1));
    }

    @Test
    void refusesWhatDoesNotFit() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> PngEncoder.encode(2, 2, 3, new byte[4]));
        assertTrue(e.getMessage().contains("but width=2, height=2, channels=3, values=4."), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> PngEncoder.encode(2, 2, 2, new byte[8]));
    }
}
