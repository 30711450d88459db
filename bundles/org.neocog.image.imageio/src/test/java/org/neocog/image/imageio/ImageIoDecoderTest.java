package org.neocog.image.imageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.image.Colour;
import org.neocog.image.CorruptImageException;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;
import org.neocog.image.ImageWindow;

class ImageIoDecoderTest {
    private static final long SEED = Long.getLong("neocog.test.seed", 5);

    private final ImageDecoder.Session session = new ImageIoDecoder().open();
    private final EncodedImage encoded = new EncodedImage(1 << 20);
    private final Image image = new Image();

    @AfterEach
    void close() {
        session.close();
    }

    private Image decode(byte[] file) throws CorruptImageException {
        encoded.scan(file, file.length);
        session.decode(encoded, image);
        return image;
    }

    /** Smooth in both directions, so that a JPEG of it is near it. */
    static BufferedImage picture(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, (40 + 2 * x) << 16 | (200 - 3 * y) << 8 | (30 + x + y));
            }
        }
        return picture;
    }

    static byte[] jpeg(BufferedImage picture, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(output);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.95f);
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, "png", bytes));
        return bytes.toByteArray();
    }

    private static void assertNear(BufferedImage expected, Image image, int tolerance) {
        assertEquals(expected.getHeight(), image.height());
        assertEquals(expected.getWidth(), image.width());
        assertEquals(3, image.channels());
        for (int i = 0; i < image.size(); i++) {
            int pixel = i / 3;
            int value = expected.getRGB(pixel % image.width(), pixel / image.width()) >> 16 - 8 * (i % 3) & 0xff;
            assertEquals(value, image.pixels()[i] & 0xff, tolerance, "value " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decodesColours(boolean progressive) throws Exception {
        BufferedImage picture = picture(53, 37, BufferedImage.TYPE_INT_RGB);
        assertNear(picture, decode(jpeg(picture, progressive)), 6);
        assertEquals(Colour.YCBCR, encoded.colour());
    }

    @Test
    void aWindowIsThatOfTheWholeImage() throws Exception {
        BufferedImage picture = picture(53, 37, BufferedImage.TYPE_INT_RGB);
        BufferedImage grey = picture(53, 37, BufferedImage.TYPE_BYTE_GRAY);
        for (byte[] file : List.of(jpeg(picture, false), jpeg(picture, true), jpeg(grey, false), png(picture))) {
            Image whole = new Image();
            whole.set(decode(file));
            for (ImageWindow window : List.of(
                    new ImageWindow(0, 0, 37, 53), new ImageWindow(5, 9, 20, 31), new ImageWindow(36, 52, 1, 1))) {
                Image cropped = new Image();
                cropped.set(whole);
                cropped.crop(window);
                session.decode(encoded, window, image);
                assertEquals(cropped.toString(), image.toString());
                assertArrayEquals(
                        Arrays.copyOf(cropped.pixels(), cropped.size()),
                        Arrays.copyOf(image.pixels(), image.size()),
                        window::toString);
            }
        }
        assertThrows(
                IllegalArgumentException.class, () -> session.decode(encoded, new ImageWindow(0, 1, 37, 53), image));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void makesGreyRedGreenAndBlue(boolean progressive) throws Exception {
        BufferedImage picture = new BufferedImage(19, 11, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 19 * 11; i++) {
            picture.getRaster().setSample(i % 19, i / 19, 0, 20 + i);
        }
        decode(jpeg(picture, progressive));
        assertEquals(Colour.GREY, encoded.colour());
        for (int i = 0; i < 3 * 19 * 11; i++) {
            assertEquals(20 + i / 3, image.pixels()[i] & 0xff, 3);
        }
    }

    @Test
    void decodesPngOfEveryKind() throws Exception {
        BufferedImage picture = picture(20, 10, BufferedImage.TYPE_INT_RGB);
        assertNear(picture, decode(png(picture)), 0);
        BufferedImage transparent = new BufferedImage(20, 10, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 200; i++) {
            transparent.setRGB(i % 20, i / 20, i << 24 | 0x102030);
        }
        decode(png(transparent));
        assertArrayEquals(new byte[] {0x10, 0x20, 0x30}, Arrays.copyOf(image.pixels(), 3), "alpha is dropped");
        BufferedImage palette = new BufferedImage(
                4,
                1,
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(
                        2, 4, new byte[] {1, 2, 3, 4}, new byte[] {5, 6, 7, 8}, new byte[] {9, 10, 11, 12}));
        palette.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {3, 2, 1, 0});
        decode(png(palette));
        assertArrayEquals(
                new byte[] {4, 8, 12, 3, 7, 11, 2, 6, 10, 1, 5, 9}, Arrays.copyOf(image.pixels(), image.size()));
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {7, 200});
        decode(png(grey));
        assertArrayEquals(
                new byte[] {7, 7, 7, (byte) 200, (byte) 200, (byte) 200}, Arrays.copyOf(image.pixels(), image.size()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsEveryTruncatedJpeg(boolean progressive) throws Exception {
        byte[] file = jpeg(picture(90, 60, BufferedImage.TYPE_INT_RGB), progressive);
        for (int length = 0; length < file.length - 2; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThrows(CorruptImageException.class, () -> decode(cut), "cut to " + length + " of " + file.length);
        }
    }

    /** As a program does that repairs what it has received. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsTruncatedJpegsWithAnEndMarker(boolean progressive) throws Exception {
        byte[] file = jpeg(picture(90, 60, BufferedImage.TYPE_INT_RGB), progressive);
        for (int length = 0; length < file.length - 10; length += 7) {
            byte[] cut = Arrays.copyOf(file, length + 2);
            cut[length] = (byte) 0xff;
            cut[length + 1] = (byte) 0xd9;
            assertThrows(CorruptImageException.class, () -> decode(cut), "cut to " + length + " of " + file.length);
        }
    }

    @Test
    void findsEveryTruncatedPng() throws Exception {
        byte[] file = png(picture(20, 10, BufferedImage.TYPE_INT_RGB));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThrows(CorruptImageException.class, () -> decode(cut), "cut to " + length + " of " + file.length);
        }
    }

    @Test
    void goesOnAfterWhateverComes() throws Exception {
        BufferedImage picture = picture(53, 37, BufferedImage.TYPE_INT_RGB);
        byte[] file = jpeg(picture, false);
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] broken = file.clone();
            for (int k = 0; k < 1 + i % 5; k++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                decode(broken);
            } catch (CorruptImageException e) {
                refused++;
                assertTrue(e.getMessage().contains(", but "), "seed " + SEED + ": " + e.getMessage());
            }
        }
        assertTrue(refused > 50, "seed " + SEED + ": refused " + refused);
        assertNear(picture, decode(file), 6);
    }

    @Test
    void refusesSixteenBits() throws IOException {
        BufferedImage picture = ImageTypeSpecifier.createGrayscale(16, java.awt.image.DataBuffer.TYPE_USHORT, false)
                .createBufferedImage(3, 3);
        byte[] file = png(picture);
        assertEquals(
                "png: channels must have at most 8 bits, but bits=16. Convert it. [C6]",
                assertThrows(CorruptImageException.class, () -> decode(file)).getMessage());
    }
}
