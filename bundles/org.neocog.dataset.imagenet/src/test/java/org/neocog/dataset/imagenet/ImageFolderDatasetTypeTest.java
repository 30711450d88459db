package org.neocog.dataset.imagenet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.CorruptImages;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
import org.neocog.image.imageio.ImageIoDecoder;

class ImageFolderDatasetTypeTest {
    private final ImageFolderDatasetType type = new ImageFolderDatasetType(List.of(new ImageIoDecoder()));

    @TempDir
    private Path folder;

    private Options options(Object... more) {
        List<Object> all = new ArrayList<>(List.of("path", folder.toString()));
        all.addAll(Arrays.asList(more));
        return Options.of(type.schema(), all.toArray());
    }

    private String refusal(Object... more) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> type.open(options(more)));
        return refusal.problems().get(0).message().replace(folder.toString(), "DIR");
    }

    private void cats() throws IOException {
        Trees.image(folder.resolve("dog/b.png"), 5, 4, 0x0000ff);
        Trees.image(folder.resolve("cat/z/deep.png"), 3, 2, 0xff0000);
        Trees.image(folder.resolve("cat/a.JPG"), 16, 8, 0x00ff00);
        Files.writeString(folder.resolve("cat/README.txt"), "not an image");
        Files.writeString(folder.resolve("labels.csv"), "not a folder");
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() throws IOException {
        cats();
        return new DatasetContract(() -> type.open(options()))
                .checks().stream().map(check -> dynamicTest(check.claim(), check::run));
    }

    @Test
    void hasAClassForEachFolder() throws Exception {
        cats();
        try (AnySizeDataset dataset = type.open(options());
                ExampleReader reader = dataset.reader("train")) {
            assertEquals(List.of("cat", "dog"), dataset.classNames());
            assertEquals(List.of("train"), dataset.splits());
            assertEquals(3, dataset.size("train"));
            assertEquals(3, dataset.channels());
            assertEquals(CorruptImages.FAIL, dataset.corruptImages());
            Image image = new Image();
            assertEquals(0, reader.read(0, image));
            assertEquals("image of 16 x 8 pixels, 3 channels", image.toString());
            assertEquals(0, reader.read(1, image));
            assertEquals("image of 3 x 2 pixels, 3 channels", image.toString());
            assertEquals(-1, image.pixels()[0]);
            assertEquals(0, image.pixels()[1]);
            assertEquals(1, reader.read(2, image));
            assertEquals(1, reader.label(2));
        }
    }

    @Test
    void readsFilesOfAnyLength() throws Exception {
        Random random = new Random(1);
        BufferedImage noise = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400 * 300; i++) {
            noise.setRGB(i % 400, i / 400, random.nextInt());
        }
        Path file = Files.createDirectories(folder.resolve("noise")).resolve("a.png");
        ImageIO.write(noise, "png", file.toFile());
        assertTrue(Files.size(file) > 2 << 17, "must be longer than what is read at first: " + Files.size(file));
        try (AnySizeDataset dataset = type.open(options());
                ExampleReader reader = dataset.reader("train")) {
            Image image = new Image();
            reader.read(0, image);
            assertEquals((byte) noise.getRGB(399, 299), image.pixels()[image.size() - 1]);
        }
    }

    @Test
    void hasASplitForEachFolderBesideTrain() throws Exception {
        Trees.image(folder.resolve("train/a/1.png"), 2, 2, 0);
        Trees.image(folder.resolve("train/b/1.png"), 2, 2, 0);
        Trees.image(folder.resolve("test/b/1.png"), 2, 2, 0);
        try (AnySizeDataset dataset = type.open(options());
                ExampleReader test = dataset.reader("test")) {
            assertEquals(List.of("train", "test"), dataset.splits());
            assertEquals(2, dataset.size("train"));
            assertEquals(1, dataset.size("test"));
            assertEquals(1, test.label(0));
        }
        Trees.image(folder.resolve("test/c/1.png"), 2, 2, 0);
        assertEquals(
                "image-folder: a folder must be that of a class, but DIR/test/c is none of the 2 classes. Take it away, or"
                        + " add the class.",
                refusal());
    }

    @Test
    void fingerprintsPathsAndSizes() throws Exception {
        cats();
        String before = fingerprint();
        assertEquals(before, fingerprint());
        Files.move(folder.resolve("dog/b.png"), folder.resolve("dog/c.png"));
        String moved = fingerprint();
        assertNotEquals(before, moved);
        Files.write(folder.resolve("dog/c.png"), new byte[] {1, 2, 3});
        assertNotEquals(moved, fingerprint());
    }

    private String fingerprint() {
        try (AnySizeDataset dataset = type.open(options())) {
            return dataset.fingerprint();
        }
    }

    @Test
    void namesTheFileAndTheRecordOfACorruptImage() throws Exception {
        cats();
        Path file = folder.resolve("cat/a.JPG");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        try (AnySizeDataset dataset = type.open(options("corrupt-images", "skip"));
                ExampleReader reader = dataset.reader("train")) {
            assertEquals(CorruptImages.SKIP, dataset.corruptImages());
            Image image = new Image();
            CorruptImageException failure = assertThrows(CorruptImageException.class, () -> reader.read(0, image));
            assertTrue(
                    failure.getMessage()
                            .startsWith("image-folder: " + file + " (record 0 of train): jpeg: a file must "),
                    failure.getMessage());
            Files.delete(folder.resolve("dog/b.png"));
            assertTrue(assertThrows(CorruptImageException.class, () -> reader.read(2, image))
                    .getMessage()
                    .contains("dog/b.png (record 2 of train): the file must be readable, but it gave"));
            assertEquals(0, reader.read(1, image), "it goes on");
        }
        try (AnySizeDataset dataset = type.open(options("most-pixels", 5));
                ExampleReader reader = dataset.reader("train")) {
            assertTrue(assertThrows(CorruptImageException.class, () -> reader.read(1, new Image()))
                    .getMessage()
                    .contains("must have at most 5 pixels, but it says height=2, width=3"));
        } catch (ConfigException e) {
            assertTrue(e.getMessage().contains("dog"), "dog is empty now");
        }
    }

    @Test
    void findsDamageBehindTheWindowBeforeItReadsWindowsAlone() throws Exception {
        Random random = new Random(1);
        BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            noise.setRGB(i % 64, i / 64, random.nextInt());
        }
        Path file = Files.createDirectories(folder.resolve("noise")).resolve("a.jpg");
        ImageIO.write(noise, "jpeg", file.toFile());
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;
        ImageWindow.Choice topRows = (height, width) -> new ImageWindow(2, 3, height / 8, width / 2);
        Image image = new Image();
        try (AnySizeDataset dataset = type.open(options());
                ExampleReader reader = dataset.reader("train")) {
            Files.write(file, cut);
            for (int i = 0; i < 2; i++) {
                assertTrue(assertThrows(CorruptImageException.class, () -> reader.read(0, topRows, image))
                        .getMessage()
                        .contains("a.jpg (record 0 of train)"));
            }
            Files.write(file, whole);
            assertEquals(0, reader.read(0, image));
            image.crop(new ImageWindow(2, 3, 8, 32));
            byte[] expected = Arrays.copyOf(image.pixels(), image.size());
            assertEquals(0, reader.read(0, topRows, image));
            assertEquals("image of 32 x 8 pixels, 3 channels", image.toString());
            assertArrayEquals(expected, Arrays.copyOf(image.pixels(), image.size()));
            Files.write(file, cut);
            assertEquals(0, reader.read(0, topRows, image), "was whole before: no more than the window is decoded");
            assertArrayEquals(expected, Arrays.copyOf(image.pixels(), image.size()));
        }
    }

    @Test
    void refusesAnEmptyClass() throws IOException {
        cats();
        Files.createDirectories(folder.resolve("emu/empty"));
        assertEquals(
                "image-folder: the folder of a class must have an image (.jpeg, .jpg, .png), but DIR/emu has none. Take it"
                        + " away, or put images there.",
                refusal());
    }

    @Test
    void refusesAFolderWithoutClasses() throws IOException {
        assertEquals(
                "image-folder: there must be a folder for each class, but DIR has no folder. Correct path.", refusal());
        Files.delete(folder);
        assertEquals("image-folder: path must be a folder, but path=DIR is not there. Correct path.", refusal());
        Files.writeString(folder, "file");
        assertEquals("image-folder: path must be a folder, but path=DIR is a file. Correct path.", refusal());
    }

    @Test
    void followsLinksWithinTheFolderOnly() throws IOException {
        cats();
        Files.createSymbolicLink(folder.resolve("dog/link.png"), folder.resolve("cat/z/deep.png"));
        try (AnySizeDataset dataset = type.open(options())) {
            assertEquals(4, dataset.size("train"));
        }
        Path outside = Files.createTempFile("outside", ".png");
        try {
            Path link = Files.createSymbolicLink(folder.resolve("dog/out.png"), outside);
            assertEquals(
                    "image-folder: files must lie within DIR, but DIR/dog/out.png leads to " + outside.toRealPath()
                            + ". Copy it there, or set path to a folder that holds both.",
                    refusal());
            Files.delete(link);
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void refusesLinksThatGoRound() throws IOException {
        cats();
        Path link = Files.createSymbolicLink(folder.resolve("dog/round"), folder.resolve("dog"));
        assertEquals(
                "image-folder: symbolic links must not go round in a circle, but DIR/dog/round is a folder above itself."
                        + " Remove the link.",
                refusal());
        Files.delete(link);
        Files.createSymbolicLink(link, link);
        assertTrue(
                refusal().startsWith("image-folder: files and folders must be readable, but DIR/dog/round gave "),
                refusal());
    }

    @Test
    void refusesADecoderThatIsNotThere() throws IOException {
        cats();
        assertEquals(
                "image-folder: decoder must be one that is installed, but decoder=warp; available: [imageio]. Install a"
                        + " bundle that offers it, or change decoder.",
                refusal("decoder", "warp"));
        try (AnySizeDataset dataset = type.open(options("decoder", "imageio"))) {
            assertEquals(3, dataset.size("train"));
        }
    }
}
