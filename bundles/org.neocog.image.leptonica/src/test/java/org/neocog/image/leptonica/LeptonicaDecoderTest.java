package org.neocog.image.leptonica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.leptonica.LeptonicaLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.image.Colour;
import org.neocog.image.CorruptImageException;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;
import org.neocog.image.ImageWindow;
import org.neocog.image.imageio.ImageIoDecoder;

@Timeout(120)
class LeptonicaDecoderTest {
    private static final long SEED = Long.getLong("neocog.test.seed", 5);

    private final LeptonicaDecoder decoder = new LeptonicaDecoder();
    private final ImageDecoder.Session session = decoder.open();
    private final ImageDecoder.Session platform = new ImageIoDecoder().open();
    private final EncodedImage encoded = new EncodedImage(1 << 26);
    private final Image image = new Image();

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(
                LeptonicaLoader.isForThisPlatform(), "SKIPPED: the native library is for Linux on x86-64; test there.");
    }

    @AfterEach
    void close() {
        session.close();
        platform.close();
    }

    /** Rough as photographs are, not as noise is. */
    private static byte[] jpeg(int width, int height, int type, boolean progressive) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, type);
        Random random = new Random(SEED);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int noise = random.nextInt(60);
                picture.setRGB(x, y, (2 * x + noise & 0xff) << 16 | (200 - y & 0xff) << 8 | (x + y + noise & 0xff));
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(output);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] pixels(Image image) {
        return Arrays.copyOf(image.pixels(), image.size());
    }

    private void decode(byte[] file, int length) throws CorruptImageException {
        encoded.scan(file, length);
        session.decode(encoded, image);
    }

    private byte[] byThePlatform(byte[] file) throws CorruptImageException {
        Image expected = new Image();
        encoded.scan(file, file.length);
        platform.decode(encoded, expected);
        return pixels(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 9", "16, 16", "53, 37", "500, 375"})
    void givesThePixelsOfThePlatformsDecoder(int width, int height) throws Exception {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            for (boolean progressive : new boolean[] {false, true}) {
                byte[] file = jpeg(width, height, type, progressive);
                byte[] expected = byThePlatform(file);
                assertTrue(decoder.supports(encoded));
                decode(file, file.length);
                assertEquals(width, image.width());
                assertEquals(height, image.height());
                assertArrayEquals(expected, pixels(image), "seed=" + SEED);
            }
        }
    }

    @Test
    void aWindowIsThatOfTheWholeImage() throws Exception {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            byte[] file = jpeg(53, 37, type, false);
            decode(file, file.length);
            Image whole = new Image();
            whole.set(image);
            for (ImageWindow window : List.of(
                    new ImageWindow(0, 0, 37, 53), new ImageWindow(5, 9, 20, 31), new ImageWindow(36, 52, 1, 1))) {
                Image cropped = new Image();
                cropped.set(whole);
                cropped.crop(window);
                session.decode(encoded, window, image);
                assertArrayEquals(pixels(cropped), pixels(image), window::toString);
            }
        }
    }

    /** Every cut is found, with and without an end marker behind it, and the next file is decoded as if nothing had been. */
    @Test
    void noneIsWholeWhenItIsTruncated() throws Exception {
        byte[] file = jpeg(120, 80, BufferedImage.TYPE_INT_RGB, false);
        byte[] expected = byThePlatform(file);
        for (int length = 0; length < file.length - 2; length += 7) {
            int cut = length;
            byte[] ended = Arrays.copyOf(file, length + 2);
            ended[length] = (byte) 0xff;
            ended[length + 1] = (byte) 0xd9;
            String what = "cut to " + cut + " of " + file.length;
            assertThrows(CorruptImageException.class, () -> decode(file, cut), what);
            assertThrows(CorruptImageException.class, () -> decode(ended, ended.length), what + ", with an end marker");
        }
        decode(file, file.length);
        assertArrayEquals(expected, pixels(image));
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        byte[] file = jpeg(120, 80, BufferedImage.TYPE_INT_RGB, false);
        byte[] cut = Arrays.copyOf(file, file.length * 2 / 3);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;
        String message = assertThrows(CorruptImageException.class, () -> decode(cut, cut.length))
                .getMessage();
        assertTrue(
                message.matches(
                        "leptonica: an image of 120 x 80 pixels must be decoded whole, but .*\\. It is truncated or"
                                + " damaged; fetch it again\\."),
                message);
    }

    /** Of the files of other projects it gives those that the platform's decoder gives, with the same pixels, and refuses all others. */
    @Test
    void agreesWithThePlatformOnOddAndBrokenFiles() throws Exception {
        String data = System.getenv("DATA");
        Path folder = data == null
                ? project().resolve("../shared/data/jpeg-robustness").normalize()
                : Path.of(data, "jpeg-robustness");
        assumeTrue(
                Files.isDirectory(folder),
                "SKIPPED: there are no JPEGs at " + folder + "; put some there to test against them.");
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(path -> path.toString().matches(".*\\.jpe?g"))
                    .sorted()
                    .toList();
        }
        List<String> whole = new ArrayList<>();
        for (Path path : files) {
            byte[] file = Files.readAllBytes(path);
            try {
                encoded.scan(file, file.length);
                if (!decoder.supports(encoded)) {
                    assertTrue(encoded.colour() == Colour.CMYK || encoded.colour() == Colour.YCCK);
                    continue;
                }
                session.decode(encoded, image);
            } catch (CorruptImageException e) {
                continue;
            }
            whole.add(path.getFileName().toString());
            assertArrayEquals(byThePlatform(file), pixels(image), path.toString());
        }
        assertEquals(12, whole.size(), whole.toString());
        assertTrue(
                whole.contains("testorig.jpg"),
                "the one that has a reference, which the platform's decoder is held against");
    }

    private static Path project() {
        Path project = Path.of("").toAbsolutePath();
        while (project.getParent() != null && !Files.exists(project.resolve("CONTRIBUTING.md"))) {
            project = project.getParent();
        }
        return project;
    }

    /** 1000 images take 720 MB as the library holds them, those that are refused as well. */
    @Test
    void nativeMemoryIsGivenBack() throws Exception {
        byte[] file = jpeg(500, 375, BufferedImage.TYPE_INT_RGB, false);
        byte[] cut = Arrays.copyOf(file, file.length * 2 / 3);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;
        decodeBoth(file, cut, 50);
        long before = residentBytes();
        decodeBoth(file, cut, 1000);
        long grown = residentBytes() - before;
        assertTrue(grown < 200_000_000, "resident memory grew by " + grown + " bytes");
    }

    private void decodeBoth(byte[] file, byte[] cut, int times) throws CorruptImageException {
        for (int i = 0; i < times; i++) {
            decode(file, file.length);
            assertThrows(CorruptImageException.class, () -> decode(cut, cut.length));
        }
    }

    private static long residentBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return 4096 * Long.parseLong(pages);
    }

    @Test
    void leavesOtherKindsToOthers() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", png));
        encoded.scan(png.toByteArray(), png.size());
        assertFalse(decoder.supports(encoded));
        assertEquals("leptonica", decoder.name());
        assertTrue(decoder.version().matches("1\\.[0-9.]+-[0-9.]+"), decoder.version());
    }
}
