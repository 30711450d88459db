package org.neocog.dataset.cifar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.dataset.FixedSizeDataset;

class CifarRefusalsTest {
    private static final String REMEDY = " Unpack https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz there, or set"
            + " path to the folder cifar-10-batches-bin, the one that holds it, or the archive. [C1]";

    private static final String ALL = "[data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin,"
            + " data_batch_5.bin, test_batch.bin]";

    private final Cifar10DatasetType type = new Cifar10DatasetType();
    private final Map<String, byte[]> files = CifarFolder.cifar10();

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() {
        CifarFolder.write(folder, files);
    }

    private String refusal(Path path) {
        ConfigException refusal = assertThrows(
                ConfigException.class,
                () -> type.open(Options.of(type.schema(), "path", path.toString()))
                        .close());
        return refusal.problems().get(0).message();
    }

    private String archiveRefusal(byte[] archive) throws IOException {
        return refusal(Files.write(folder.resolve("a.tar.gz"), archive));
    }

    @Test
    void refusesAtThePlaceOfThePath() {
        MappingNode node = MappingNode.of()
                .with("path", new ScalarNode(folder.resolve("no").toString(), new Location("resnet.yaml", 7, 31)));
        Problems problems = new Problems();
        Options options = new Binder(Catalog.of(Map.of()), problems).bind(type.schema(), node, "data.train");
        problems.throwIfAny();
        assertEquals(
                "resnet.yaml:7:31: cifar10: path must exist, but path=" + folder.resolve("no") + " does not." + REMEDY,
                assertThrows(ConfigException.class, () -> type.open(options)).getMessage());
    }

    @Test
    void refusesAFolderWithNothingOfIt() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(
                "cifar10: path must lead to the files, but path=" + empty + " has none of " + ALL
                        + ", neither itself nor in cifar-10-batches-bin, and no cifar-10-binary.tar.gz." + REMEDY,
                refusal(empty));
    }

    @Test
    void namesTheFilesThatAreMissing() throws IOException {
        Files.delete(folder.resolve("data_batch_3.bin"));
        assertEquals(
                "cifar10: all of " + ALL + " must be there, but " + folder + " lacks [data_batch_3.bin]." + REMEDY,
                refusal(folder));
        files.remove("data_batch_2.bin");
        files.remove("test_batch.bin");
        assertEquals(
                "cifar10: all of " + ALL + " must be there, but " + folder.resolve("a.tar.gz")
                        + " lacks [data_batch_2.bin, test_batch.bin]." + REMEDY,
                archiveRefusal(CifarFolder.gzip(CifarFolder.tar("x", files))));
    }

    @Test
    void refusesAFileThatIsInTheArchiveTwice() throws IOException {
        byte[] twice = CifarFolder.entry("y/test_batch.bin", '0', new byte[3073]);
        assertEquals(
                "cifar10: a file must be there once, but " + folder.resolve("a.tar.gz")
                        + " has test_batch.bin twice. Fetch it again. [C1]",
                archiveRefusal(CifarFolder.join(twice, CifarFolder.tar("x", files))));
    }

    @Test
    void refusesFilesThatAreNotWholeRecords() throws IOException {
        for (int bytes : new int[] {0, 1, 3072, 3074, 400 * 3073 - 1}) {
            Files.write(folder.resolve("data_batch_4.bin"), new byte[bytes]);
            assertEquals(
                    "cifar10: data_batch_4.bin must be whole records of 3073 bytes, at least one, but bytes=" + bytes
                            + ". Fetch it again. [C3]",
                    refusal(folder));
        }
    }

    @Test
    void refusesLabelsBeyondTheClasses() throws IOException {
        byte[] data = new byte[250 * 3073];
        data[249 * 3073] = 10;
        Files.write(folder.resolve("data_batch_5.bin"), data);
        assertEquals(
                "cifar10: labels must be from 0 to 9, but data_batch_5.bin has 10 in record 249. Fetch it again, or"
                        + " check that it is of cifar10. [C4]",
                refusal(folder));
        data[100 * 3073] = (byte) 255;
        Files.write(folder.resolve("data_batch_5.bin"), data);
        assertEquals(
                "cifar10: labels must be from 0 to 9, but data_batch_5.bin has 255 in record 100. Fetch it again, or"
                        + " check that it is of cifar10. [C4]",
                refusal(folder));
    }

    @Test
    void refusesAnotherNumberOfClassNames() throws IOException {
        Files.writeString(folder.resolve("batches.meta.txt"), "cat\ndog\n");
        assertEquals(
                "cifar10: batches.meta.txt must have a line for each of the 10 classes, but lines=2. Fetch it again,"
                        + " or take it away. [C5]",
                refusal(folder));
    }

    @Test
    void refusesWhatCannotBeRead() throws IOException {
        Files.delete(folder.resolve("data_batch_1.bin"));
        Files.createDirectory(folder.resolve("data_batch_1.bin"));
        assertEquals(
                "cifar10: data_batch_1.bin must be readable, but gave java.io.IOException: Is a directory. Check the"
                        + " file and its permissions.",
                refusal(folder));
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        byte[] whole = CifarFolder.gzip(CifarFolder.tar("x", files));
        assertEquals(
                "cifar10: a.tar.gz is truncated: its gzip data stops short. Fetch it again. [C2]",
                archiveRefusal(Arrays.copyOf(whole, whole.length / 2)));
        assertEquals(
                "cifar10: a.tar.gz is truncated: its gzip data stops short. Fetch it again. [C2]",
                archiveRefusal(Arrays.copyOf(whole, 5)));
        byte[] sum = whole.clone();
        sum[sum.length - 8]++;
        assertEquals(
                "cifar10: a.tar.gz must be whole, but its gzip data is damaged (Corrupt GZIP trailer). Fetch it"
                        + " again. [C2]",
                archiveRefusal(sum));
    }

    @Test
    void refusesDamagedTar() throws IOException {
        byte[] tar = CifarFolder.tar("x", files);
        assertEquals(
                "cifar10: a.tar.gz must be a whole tar archive, but it stops after 1000 of 12292 bytes of"
                        + " x/test_batch.bin. Fetch it again. [C2]",
                archiveRefusal(Arrays.copyOf(tar, 512 + 512 + 1000)));
        assertEquals(
                "cifar10: a.tar.gz must be a whole tar archive, but the header at byte 512 has 100 of 512 bytes."
                        + " Fetch it again. [C2]",
                archiveRefusal(Arrays.copyOf(tar, 512 + 100)));
        byte[] header = tar.clone();
        header[512 + 3]++;
        int sum = Integer.parseInt(new String(tar, 512 + 148, 6, java.nio.charset.StandardCharsets.US_ASCII), 8) + 1;
        assertEquals(
                "cifar10: a.tar.gz must be a whole tar archive, but the header at byte 512 does not have the sum " + sum
                        + ". Fetch it again. [C2]",
                archiveRefusal(CifarFolder.gzip(header)));
        byte[] size = CifarFolder.entry("x/odd", '0', new byte[0]);
        CifarFolder.put(size, 124, "12x");
        CifarFolder.seal(size);
        assertEquals(
                "cifar10: a.tar.gz must be a whole tar archive, but the size of x/odd is not an octal number. Fetch"
                        + " it again. [C2]",
                archiveRefusal(CifarFolder.join(size, tar)));
    }

    @Test
    void refusesABatchAsPath() {
        assertEquals(
                "cifar10: test_batch.bin must be a whole tar archive, but the header at byte 0 does not have the sum "
                        + sumOfFirstBlock() + ". Fetch it again. [C2]",
                refusal(folder.resolve("test_batch.bin")));
    }

    private int sumOfFirstBlock() {
        byte[] record = CifarFolder.record(50, 5);
        int sum = 8 * ' ';
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? 0 : record[i] & 0xff;
        }
        return sum;
    }

    @Test
    void skipsWhatIsOfNoUseInAnArchive() throws IOException {
        Map<String, byte[]> more = new LinkedHashMap<>(files);
        more.put("readme.html", new byte[700]);
        byte[] extended = CifarFolder.entry("x/test_batch.bin", 'x', new byte[30]);
        byte[] link = CifarFolder.entry("data_batch_1.bin", '2', new byte[0]);
        byte[] tar = CifarFolder.join(extended, link, CifarFolder.tar("x", more));
        Path archive = Files.write(folder.resolve("a.tar"), Arrays.copyOf(tar, tar.length - 1024));
        try (FixedSizeDataset dataset = type.open(Options.of(type.schema(), "path", archive.toString()))) {
            assertEquals(14, dataset.size("train"));
            assertEquals(4, dataset.size("test"));
        }
    }
}
