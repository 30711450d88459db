package org.neocog.dataset.cifar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class Cifar100DatasetTypeTest {
    private final Cifar100DatasetType type = new Cifar100DatasetType();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() {
        files.put("train.bin", CifarFolder.join(CifarFolder.record(1, 19, 99), CifarFolder.record(2, 3, 50)));
        files.put("test.bin", CifarFolder.record(3, 0, 7));
        CifarFolder.write(folder, files);
    }

    private FixedSizeDataset open(Path path, Object... more) {
        Object[] all = new Object[more.length + 2];
        all[0] = "path";
        all[1] = path.toString();
        System.arraycopy(more, 0, all, 2, more.length);
        return type.open(Options.of(type.schema(), all));
    }

    private static List<Integer> labels(FixedSizeDataset dataset) {
        try (BufferAllocator allocator = NeocogAllocators.root("cifar-test", 1 << 24);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, Shape.of(3, 32, 32), 2)) {
            dataset.read("train", new long[] {0, 1}, 2, batch);
            byte[] pixels = new byte[3072];
            byte[] expected = new byte[3072];
            System.arraycopy(CifarFolder.record(2, 3, 50), 2, expected, 0, 3072);
            batch.getPixels(1, pixels);
            assertArrayEquals(expected, pixels);
            return List.of(batch.label(0), batch.label(1));
        }
    }

    @Test
    void isCalledCifar100() {
        assertEquals("cifar100", type.name());
        assertEquals(List.of("path", "labels"), type.schema().names());
    }

    @Test
    void readsFineOrCoarseLabels() {
        try (FixedSizeDataset fine = open(folder);
                FixedSizeDataset same = open(folder, "labels", "fine");
                FixedSizeDataset coarse = open(folder, "labels", "coarse")) {
            assertEquals(2, fine.size("train"));
            assertEquals(1, fine.size("test"));
            assertEquals(List.of(99, 50), labels(fine));
            assertEquals(List.of(19, 3), labels(coarse));
            assertEquals(fine.fingerprint(), same.fingerprint());
            assertNotEquals(fine.fingerprint(), coarse.fingerprint(), "other labels are other data");
            assertEquals(100, fine.classNames().size());
            assertEquals("worm", fine.classNames().get(99));
            assertEquals(List.copyOf(new TreeSet<>(fine.classNames())), fine.classNames());
            assertEquals(20, coarse.classNames().size());
            assertEquals("food_containers", coarse.classNames().get(3));
            assertEquals(List.copyOf(new TreeSet<>(coarse.classNames())), coarse.classNames());
        }
    }

    @Test
    void readsTheArchiveAndItsNames() throws IOException {
        files.put("coarse_label_names.txt", "c\n".repeat(20).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        files.put("fine_label_names.txt", "f\n".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] archive = CifarFolder.gzip(CifarFolder.tar("cifar-100-binary", files));
        Path path = Files.write(folder.resolve("cifar-100-binary.tar.gz"), archive);
        try (FixedSizeDataset coarse = open(path, "labels", "coarse");
                FixedSizeDataset fine = open(path);
                FixedSizeDataset unpacked = open(folder)) {
            assertEquals(List.of(19, 3), labels(coarse));
            assertEquals("c", coarse.classNames().get(19));
            assertEquals("f", fine.classNames().get(99));
            assertEquals(unpacked.fingerprint(), fine.fingerprint());
        }
    }

    @Test
    void checksBothLabels() throws IOException {
        Files.write(folder.resolve("test.bin"), CifarFolder.record(0, 20, 7));
        assertEquals(
                "cifar100: coarse labels must be from 0 to 19, but test.bin has 20 in record 0. Fetch it again, or"
                        + " check that it is of cifar100. [C4]",
                refusal());
        Files.write(
                folder.resolve("test.bin"),
                CifarFolder.join(CifarFolder.record(0, 1, 7), CifarFolder.record(0, 2, 100)));
        assertEquals(
                "cifar100: fine labels must be from 0 to 99, but test.bin has 100 in record 1. Fetch it again, or"
                        + " check that it is of cifar100. [C4]",
                refusal());
        Files.write(folder.resolve("test.bin"), new byte[3073]);
        assertEquals(
                "cifar100: test.bin must be whole records of 3074 bytes, at least one, but bytes=3073. Fetch it again."
                        + " [C3]",
                refusal());
    }

    @Test
    void namesWhatWasLookedFor() throws IOException {
        Files.delete(folder.resolve("test.bin"));
        assertEquals(
                "cifar100: all of [train.bin, test.bin] must be there, but " + folder + " lacks [test.bin]. Unpack"
                        + " https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz there, or set path to the folder"
                        + " cifar-100-binary, the one that holds it, or the archive. [C1]",
                refusal());
    }

    private String refusal() {
        return assertThrows(ConfigException.class, () -> open(folder).close())
                .problems()
                .get(0)
                .message();
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() {
        return new DatasetContract(() -> open(folder))
                .checks().stream().map(check -> dynamicTest(check.claim(), check::run));
    }
}
