package org.neocog.dataset.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class IdxDatasetTest {
    @TempDir
    Path folder;

    private IdxSource source(Path path) {
        LinkedHashMap<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("train", "train");
        prefixes.put("test", "t10k");
        return new IdxSource("mnist", path, prefixes, List.of("a", "b", "c"), "Get the files.");
    }

    private void write(String name, int[] dims, int... bytes) throws IOException {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            data[i] = (byte) bytes[i];
        }
        IdxFile.write(folder.resolve(name), new IdxArray(dims, data));
    }

    private void writeAll() throws IOException {
        write("train-images-idx3-ubyte", new int[] {3, 1, 2}, 1, 2, 3, 4, 250, 255);
        write("train-labels-idx1-ubyte", new int[] {3}, 2, 0, 1);
        write("t10k-images-idx3-ubyte.gz", new int[] {1, 1, 2}, 7, 8);
        write("t10k-labels-idx1-ubyte.gz", new int[] {1}, 1);
    }

    private String refusal() {
        return refusal(folder);
    }

    private String refusal(Path path) {
        return assertThrows(IdxException.class, () -> IdxDataset.read(source(path)))
                .getMessage();
    }

    @Test
    void readsImagesAndLabelsByIndex() throws IOException {
        writeAll();
        try (BufferAllocator allocator = NeocogAllocators.root("idx-test", 1 << 20);
                IdxDataset dataset = IdxDataset.read(source(folder));
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), 3)) {
            assertEquals(Shape.of(1, 1, 2), dataset.imageShape());
            assertEquals(List.of("train", "test"), dataset.splits());
            assertEquals(List.of("a", "b", "c"), dataset.classNames());
            assertEquals(3, dataset.size("train"));
            assertEquals(1, dataset.size("test"));
            dataset.read("train", new long[] {2, 0, 99}, 2, batch);
            assertEquals(2, batch.count());
            double[] pixels = new double[4];
            batch.images().copyTo(pixels);
            assertArrayEquals(new double[] {250, 255, 1, 2}, pixels);
            assertEquals(1, batch.label(0));
            assertEquals(2, batch.label(1));
            dataset.read("test", new long[] {0}, 1, batch);
            assertEquals(8, batch.images().getDouble(1));
            assertEquals(1, batch.label(0));
        }
    }

    @Test
    void imagesOfFourDimensionsHaveChannels() throws IOException {
        write("train-images-idx4-ubyte", new int[] {1, 3, 1, 2}, 1, 2, 3, 4, 5, 6);
        write("train-labels.idx1-ubyte", new int[] {1}, 2);
        write("t10k-images.idx3-ubyte.gz", new int[] {2, 3, 1, 2}, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6);
        write("t10k-labels-idx1-ubyte", new int[] {2}, 2, 1);
        try (IdxDataset dataset = IdxDataset.read(source(folder))) {
            assertEquals(Shape.of(3, 1, 2), dataset.imageShape());
            assertEquals(2, dataset.size("test"));
        }
    }

    @Test
    void theFingerprintIsThatOfTheDecompressedFiles() throws Exception {
        writeAll();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(HexFormat.of().parseHex("00000803000000030000000100000002" + "01020304faff"));
        digest.update(HexFormat.of().parseHex("0000080100000003" + "020001"));
        digest.update(HexFormat.of().parseHex("00000803000000010000000100000002" + "0708"));
        digest.update(HexFormat.of().parseHex("0000080100000001" + "01"));
        String expected = HexFormat.of().formatHex(digest.digest());
        try (IdxDataset dataset = IdxDataset.read(source(folder))) {
            assertEquals(expected, dataset.fingerprint());
            assertEquals(expected, dataset.fingerprint());
        }
    }

    @Test
    void refusesAFolderThatIsNotThere() throws IOException {
        assertEquals(
                "mnist: the folder must exist, but path=" + folder + "/no does not. Get the files. [C1]",
                refusal(folder.resolve("no")));
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(
                "mnist: path must be a folder, but path=" + file + " is a file. Get the files. [C1]", refusal(file));
    }

    @Test
    void refusesAMissingFileAndSaysWhatItLookedFor() throws IOException {
        writeAll();
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
        assertEquals(
                "mnist: t10k-labels-idx1-ubyte must be there, but " + folder
                        + " has none of [t10k-labels-idx1-ubyte, t10k-labels-idx1-ubyte.gz, t10k-labels.idx1-ubyte,"
                        + " t10k-labels.idx1-ubyte.gz]. Get the files. [C1]",
                refusal());
    }

    @Test
    void refusesCountsThatDiffer() throws IOException {
        writeAll();
        write("train-labels-idx1-ubyte", new int[] {2}, 2, 0);
        assertEquals(
                "mnist: images and labels must be equally many, but train-images-idx3-ubyte has 3 and"
                        + " train-labels-idx1-ubyte has 2. Put the files of one split together. [C3]",
                refusal());
    }

    @Test
    void refusesAFileWithoutPixels() throws IOException {
        writeAll();
        write("train-images-idx3-ubyte", new int[] {0, 28, 28});
        assertEquals(
                "mnist: train-images-idx3-ubyte must hold at least one pixel, but its sizes are [0, 28, 28]."
                        + " Fetch it again. [C3]",
                refusal());
    }

    @Test
    void refusesLabelsThatAreNoClass() throws IOException {
        writeAll();
        write("train-labels-idx1-ubyte", new int[] {3}, 2, 200, 4);
        assertEquals(
                "mnist: labels must be from 0 to 2, but train-labels-idx1-ubyte has 200 at index 1."
                        + " Set classes to at least 201, or check the file. [C4]",
                refusal());
    }

    @Test
    void refusesSplitsOfDifferentShapes() throws IOException {
        writeAll();
        write("t10k-images-idx3-ubyte.gz", new int[] {1, 2, 1}, 7, 8);
        assertEquals(
                "mnist: the images of all splits must have one shape, but {train=[1, 1, 2], test=[1, 2, 1]}."
                        + " Put files of one dataset together. [C5]",
                refusal());
    }

    @ParameterizedTest
    @CsvSource({"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte.gz"})
    void refusesADamagedFileOfAnySplit(String name) throws IOException {
        writeAll();
        Files.write(folder.resolve(name), new byte[] {0, 0, 8});
        assertEquals(
                "mnist: " + name + " is truncated: at least 4 bytes expected, 3 found. Fetch it again.", refusal());
    }

    @Test
    void refusesReadsThatCannotBe() throws IOException {
        writeAll();
        IdxDataset dataset = IdxDataset.read(source(folder));
        try (BufferAllocator allocator = NeocogAllocators.root("idx-test", 1 << 20);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), 3);
                ImageBatch other = ImageBatch.allocate(allocator, ElementType.UINT8, Shape.of(1, 2, 1), 3)) {
            long[] indices = {0, 3};
            assertEquals(
                    "mnist: split must be one of [train, test], but split=validation. Change split.",
                    assertThrows(IllegalArgumentException.class, () -> dataset.read("validation", indices, 1, batch))
                            .getMessage());
            assertEquals(
                    "mnist: an index must be from 0 to 2, but index=3 (split train).",
                    assertThrows(IndexOutOfBoundsException.class, () -> dataset.read("train", indices, 2, batch))
                            .getMessage());
            assertEquals(
                    "mnist: the batch must have images of the dataset's shape, but dataset=[1, 1, 2], batch=[1, 2, 1]."
                            + " Allocate it for imageShape().",
                    assertThrows(IllegalArgumentException.class, () -> dataset.read("train", indices, 1, other))
                            .getMessage());
            dataset.close();
            dataset.close();
            assertEquals(
                    "mnist: used after close. Open the dataset again.",
                    assertThrows(IllegalStateException.class, () -> dataset.read("train", indices, 1, batch))
                            .getMessage());
        }
    }
}
