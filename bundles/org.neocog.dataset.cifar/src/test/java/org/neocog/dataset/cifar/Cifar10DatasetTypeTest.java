package org.neocog.dataset.cifar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.Options;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class Cifar10DatasetTypeTest {
    private final Cifar10DatasetType type = new Cifar10DatasetType();
    private final Map<String, byte[]> files = CifarFolder.cifar10();

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() {
        CifarFolder.write(folder, files);
    }

    private FixedSizeDataset open(Path path) {
        return type.open(Options.of(type.schema(), "path", path.toString()));
    }

    /** Label and first pixel of every example. */
    private static List<String> examples(FixedSizeDataset dataset, String split) {
        List<String> examples = new ArrayList<>();
        int size = (int) dataset.size(split);
        byte[] pixels = new byte[3072];
        long[] indices = new long[size];
        try (BufferAllocator allocator = NeocogAllocators.root("cifar-test", 1 << 24);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), size)) {
            for (int i = 0; i < size; i++) {
                indices[i] = i;
            }
            dataset.read(split, indices, size, batch);
            assertEquals(size, batch.count());
            for (int i = 0; i < size; i++) {
                batch.getPixels(i, pixels);
                examples.add(batch.label(i) + ":" + (pixels[0] & 0xff));
            }
        }
        return examples;
    }

    @Test
    void isCalledCifar10() {
        assertEquals("cifar10", type.name());
        assertEquals(List.of("path"), type.schema().names());
    }

    @Test
    void readsTheBatchesInTheirOrder() {
        try (FixedSizeDataset dataset = open(folder)) {
            assertEquals(Shape.of(3, 32, 32), dataset.imageShape());
            assertEquals(List.of("train", "test"), dataset.splits());
            assertEquals(
                    List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
                    dataset.classNames());
            assertEquals(
                    List.of(
                            "0:0", "1:10", "2:11", "2:20", "3:21", "4:22", "3:30", "4:31", "5:32", "6:33", "4:40",
                            "5:41", "6:42", "7:43"),
                    examples(dataset, "train"));
            assertEquals(List.of("5:50", "6:51", "7:52", "8:53"), examples(dataset, "test"));
        }
    }

    @Test
    void readsTheExamplesAskedForWithAllPixels() {
        try (FixedSizeDataset dataset = open(folder);
                BufferAllocator allocator = NeocogAllocators.root("cifar-test", 1 << 24);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, Shape.of(3, 32, 32), 3)) {
            dataset.read("train", new long[] {13, 1, 99}, 2, batch);
            assertEquals(2, batch.count());
            assertEquals(7, batch.label(0));
            assertEquals(1, batch.label(1));
            byte[] expected = new byte[3072];
            System.arraycopy(CifarFolder.record(43, 7), 1, expected, 0, 3072);
            byte[] pixels = new byte[3072];
            batch.getPixels(0, pixels);
            assertArrayEquals(expected, pixels);
        }
    }

    @Test
    void folderAndArchivesAreEqual() throws IOException {
        byte[] tar = CifarFolder.tar("cifar-10-batches-bin", files);
        Path holder = Files.createDirectory(folder.resolve("holder"));
        CifarFolder.write(holder.resolve("cifar-10-batches-bin"), files);
        Path archives = Files.createDirectory(folder.resolve("archives"));
        List<Path> places = List.of(
                holder,
                Files.write(archives.resolve("cifar-10-binary.tar.gz"), CifarFolder.gzip(tar)),
                archives,
                Files.write(folder.resolve("plain.tar"), tar));
        try (FixedSizeDataset expected = open(folder)) {
            for (Path place : places) {
                try (FixedSizeDataset dataset = open(place)) {
                    assertEquals(expected.fingerprint(), dataset.fingerprint(), place::toString);
                    assertEquals(examples(expected, "train"), examples(dataset, "train"), place::toString);
                    assertEquals(examples(expected, "test"), examples(dataset, "test"), place::toString);
                }
            }
        }
    }

    @Test
    void fingerprintTellsOtherDataAndOtherOrder() throws IOException {
        String first = fingerprint();
        assertEquals(64, first.length());
        assertEquals(first, fingerprint());
        byte[] batch = Files.readAllBytes(folder.resolve("data_batch_1.bin"));
        batch[3072]++;
        Files.write(folder.resolve("data_batch_1.bin"), batch);
        assertNotEquals(first, fingerprint());
        CifarFolder.write(folder, files);
        Files.write(folder.resolve("data_batch_4.bin"), files.get("data_batch_5.bin"));
        Files.write(folder.resolve("data_batch_5.bin"), files.get("data_batch_4.bin"));
        assertNotEquals(first, fingerprint());
    }

    private String fingerprint() {
        try (FixedSizeDataset dataset = open(folder)) {
            return dataset.fingerprint();
        }
    }

    @Test
    void namesClassesAsTheFilesDo() throws IOException {
        Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\r\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
        try (FixedSizeDataset dataset = open(folder)) {
            assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), dataset.classNames());
        }
        files.put("batches.meta.txt", "1 2 3 4 5 6 7 8 9 ten".replace(' ', '\n').getBytes(StandardCharsets.UTF_8));
        Path archive = Files.write(folder.resolve("a.tar"), CifarFolder.tar("x", files));
        try (FixedSizeDataset dataset = open(archive)) {
            assertEquals(List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "ten"), dataset.classNames());
        }
    }

    @Test
    void readsASplitFromSeveralThreadsAtOnce() throws InterruptedException {
        try (FixedSizeDataset dataset = open(folder)) {
            List<List<String>> read = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    List<String> examples = examples(dataset, "train");
                    synchronized (read) {
                        read.add(examples);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            List<String> expected = examples(dataset, "train");
            assertEquals(List.of(expected, expected, expected, expected), read);
        }
    }

    @Test
    void refusesSplitsIndicesAndBatchesThatThereAreNot() {
        FixedSizeDataset dataset = open(folder);
        try (BufferAllocator allocator = NeocogAllocators.root("cifar-test", 1 << 24);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, Shape.of(3, 32, 32), 1);
                ImageBatch other = ImageBatch.allocate(allocator, ElementType.UINT8, Shape.of(3, 32, 31), 1)) {
            assertEquals(
                    "cifar10: split must be one of [train, test], but split=val. Change split.",
                    assertThrows(IllegalArgumentException.class, () -> dataset.size("val"))
                            .getMessage());
            assertEquals(
                    "cifar10: an index must be from 0 to 13, but index=14 (split train).",
                    assertThrows(
                                    IndexOutOfBoundsException.class,
                                    () -> dataset.read("train", new long[] {14}, 1, batch))
                            .getMessage());
            assertEquals(
                    "cifar10: an index must be from 0 to 3, but index=-1 (split test).",
                    assertThrows(IndexOutOfBoundsException.class, () -> dataset.read("test", new long[] {-1}, 1, batch))
                            .getMessage());
            assertEquals(
                    "cifar10: the batch must have images of the dataset's shape, but dataset=[3, 32, 32],"
                            + " batch=[3, 32, 31]. Allocate it for imageShape().",
                    assertThrows(IllegalArgumentException.class, () -> dataset.read("test", new long[] {0}, 1, other))
                            .getMessage());
            dataset.close();
            dataset.close();
            assertEquals(
                    "cifar10: used after close. Open the dataset again.",
                    assertThrows(IllegalStateException.class, () -> dataset.read("test", new long[] {0}, 1, batch))
                            .getMessage());
        }
    }

    @Test
    void refusesFilesThatChangeBeforeTheyAreRead() throws IOException {
        try (FixedSizeDataset dataset = open(folder)) {
            examples(dataset, "test");
            Files.write(folder.resolve("test_batch.bin"), new byte[3073]);
            assertEquals(4, examples(dataset, "test").size(), "it is in memory");
            byte[] batch = Files.readAllBytes(folder.resolve("data_batch_2.bin"));
            batch[0]++;
            Files.write(folder.resolve("data_batch_2.bin"), batch);
            assertEquals(changed("data_batch_2.bin"), failure(dataset));
            Files.write(folder.resolve("data_batch_2.bin"), files.get("data_batch_2.bin"));
            Files.write(folder.resolve("data_batch_3.bin"), new byte[4 * 3073]);
            assertEquals(changed("data_batch_3.bin"), failure(dataset));
            Files.delete(folder.resolve("data_batch_3.bin"));
            assertEquals(changed("data_batch_3.bin"), failure(dataset));
            Files.write(folder.resolve("data_batch_3.bin"), files.get("data_batch_3.bin"));
            assertEquals(14, examples(dataset, "train").size(), "a failure does not stay");
        }
    }

    private String changed(String file) {
        return "cifar10: files must stay as they are while the dataset is open, but [" + file + "] of " + folder
                + " changed. Open the dataset again. [C6]";
    }

    private static String failure(FixedSizeDataset dataset) {
        return String.valueOf(assertThrows(UncheckedIOException.class, () -> examples(dataset, "train"))
                .getMessage());
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() {
        return new DatasetContract(() -> open(folder))
                .checks().stream().map(check -> dynamicTest(check.claim(), check::run));
    }
}
