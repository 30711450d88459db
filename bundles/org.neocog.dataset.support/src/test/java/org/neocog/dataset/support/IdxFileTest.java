package org.neocog.dataset.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
    @TempDir
    Path folder;

    private static byte[] plain(int magic, int[] dims, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dims.length + bytes).putInt(magic);
        for (int dim : dims) {
            buffer.putInt(dim);
        }
        for (int i = 0; i < bytes; i++) {
            buffer.put((byte) (i * 31 + 200));
        }
        return buffer.array();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private String refusal(Path file, int... ranks) {
        return assertThrows(IdxException.class, () -> IdxFile.read("mnist", file, ranks))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "packed.gz"})
    void whatIsWrittenIsRead(String name) throws IOException {
        byte[] data = new byte[3 * 5 * 7];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + 200);
        }
        Path file = folder.resolve(name);
        IdxFile.write(file, new IdxArray(new int[] {3, 5, 7}, data));
        IdxArray read = IdxFile.read("mnist", file, 3, 4);
        assertArrayEquals(new int[] {3, 5, 7}, read.dims());
        assertEquals(3, read.count());
        assertEquals(3, read.rank());
        assertArrayEquals(data, read.data());
    }

    @Test
    void aPlainFileIsThePublishedLayout() throws IOException {
        Path file = folder.resolve("labels");
        IdxFile.write(file, new IdxArray(new int[] {2}, new byte[] {5, 9}));
        assertArrayEquals(new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 5, 9}, Files.readAllBytes(file));
    }

    @Test
    void gzipIsKnownByItsContentAndNotByItsName() throws IOException {
        byte[] plain = plain(0x803, new int[] {2, 2, 2}, 8);
        assertEquals(2, IdxFile.read("mnist", file("a", gzip(plain)), 3).count());
        assertEquals(2, IdxFile.read("mnist", file("b.gz", plain), 3).count());
    }

    @Test
    void readsFilesLargerThanItsFirstBuffer() throws IOException {
        byte[] plain = plain(0x801, new int[] {3_000_001}, 3_000_001);
        byte[] expected = Arrays.copyOfRange(plain, 8, plain.length);
        assertArrayEquals(expected, IdxFile.read("mnist", file("a", plain), 1).data());
        assertArrayEquals(
                expected, IdxFile.read("mnist", file("a.gz", gzip(plain)), 1).data());
    }

    @Test
    void refusesAMagicNumberOfTheOtherKind() throws IOException {
        Path labels = file("train-images-idx3-ubyte.gz", gzip(plain(0x801, new int[] {8}, 8)));
        assertEquals(
                "mnist: train-images-idx3-ubyte.gz has magic 0x00000801, expected 0x00000803 (are images and labels swapped?).",
                refusal(labels, 3, 4));
        Path images = file("train-labels-idx1-ubyte", plain(0x803, new int[] {2, 2, 2}, 8));
        assertEquals(
                "mnist: train-labels-idx1-ubyte has magic 0x00000803, expected 0x00000801 (are images and labels swapped?).",
                refusal(images, 1));
    }

    @Test
    void refusesAnyOtherMagicNumber() throws IOException {
        String other = " expected 0x00000803 (is it an idx file of unsigned bytes?).";
        assertEquals(
                "mnist: a has magic 0x504b0304," + other, refusal(file("a", plain(0x504b0304, new int[] {1}, 9)), 3));
        assertEquals(
                "mnist: a has magic 0x00000d03," + other, refusal(file("a", plain(0xd03, new int[] {1, 1, 1}, 4)), 3));
        assertEquals(
                "mnist: a has magic 0x00000802," + other, refusal(file("a", plain(0x802, new int[] {1, 1}, 1)), 3, 4));
    }

    @Test
    void refusesATruncatedFileWithBytesExpectedAndFound() throws IOException {
        byte[] plain = plain(0x803, new int[] {10, 28, 28}, 7840);
        for (int length : new int[] {4, 15, 16, 17, 7855}) {
            String expected = length < 16 ? "16 bytes expected, " : "7856 bytes expected, ";
            String message = " is truncated: " + expected + length + " found. Fetch it again.";
            byte[] cut = Arrays.copyOf(plain, length);
            assertEquals("mnist: a" + message, refusal(file("a", cut), 3));
            assertEquals("mnist: a.gz" + message, refusal(file("a.gz", gzip(cut)), 3));
        }
        assertEquals(
                "mnist: a is truncated: at least 4 bytes expected, 0 found. Fetch it again.",
                refusal(file("a", new byte[0]), 3));
    }

    @Test
    void refusesTruncatedGzip() throws IOException {
        byte[] packed = gzip(plain(0x803, new int[] {10, 28, 28}, 7840));
        assertEquals(
                "mnist: a.gz is truncated: its gzip data stops short. Fetch it again.",
                refusal(file("a.gz", Arrays.copyOf(packed, 5)), 3));
        assertEquals(
                "mnist: a.gz is truncated: its gzip data stops short. Fetch it again.",
                refusal(file("a.gz", Arrays.copyOf(packed, packed.length - 3)), 3));
        String middle = refusal(file("a.gz", Arrays.copyOf(packed, packed.length / 2)), 3);
        assertTrue(
                middle.matches("mnist: a\\.gz is truncated: 7856 bytes expected, \\d+ found\\. Fetch it again\\."),
                middle);
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        byte[] packed = gzip(plain(0x803, new int[] {10, 28, 28}, 7840));
        packed[packed.length - 6] ^= 1;
        assertEquals(
                "mnist: a.gz must be whole, but its gzip data is damaged (Corrupt GZIP trailer). Fetch it again.",
                refusal(file("a.gz", packed), 3));
        packed[2] = 99;
        assertEquals(
                "mnist: a.gz must be whole, but its gzip data is damaged (Unsupported compression method). Fetch it again.",
                refusal(file("a.gz", packed), 3));
    }

    /** Every single damaged byte after gzip's own header is noticed: gzip carries a sum. */
    @Test
    void everyFlippedByteIsNoticed() throws IOException {
        byte[] packed = gzip(plain(0x801, new int[] {300}, 300));
        for (int i = 10; i < packed.length; i++) {
            byte[] damaged = packed.clone();
            damaged[i] ^= 0x10;
            Path file = file("a.gz", damaged);
            assertThrows(IdxException.class, () -> IdxFile.read("mnist", file, 1), "byte " + i);
        }
    }

    @Test
    void refusesBytesAfterTheEnd() throws IOException {
        assertEquals(
                "mnist: a has bytes after its end: 24 bytes expected, 27 found. Fetch it again.",
                refusal(file("a", plain(0x803, new int[] {2, 2, 2}, 11)), 3));
        assertEquals(
                "mnist: a.gz has bytes after its end: 24 bytes expected, 27 found. Fetch it again.",
                refusal(file("a.gz", gzip(plain(0x803, new int[] {2, 2, 2}, 11))), 3));
    }

    @Test
    void refusesSizesThatCannotBeAndTakesNoMemoryForThem() throws IOException {
        assertEquals(
                "mnist: a must have sizes from 0 on that multiply to at most 2147483639, but dims=[-1, 2, 2]."
                        + " Check that it is an idx file.",
                refusal(file("a", plain(0x803, new int[] {-1, 2, 2}, 4)), 3));
        assertEquals(
                "mnist: a must have sizes from 0 on that multiply to at most 2147483639, but dims=[65536, 65536, 65536]."
                        + " Check that it is an idx file.",
                refusal(file("a", plain(0x803, new int[] {65536, 65536, 65536}, 4)), 3));
        assertEquals(
                "mnist: a is truncated: 2000000016 bytes expected, 20 found. Fetch it again.",
                refusal(file("a", plain(0x803, new int[] {2_000_000, 10, 100}, 4)), 3));
    }

    @Test
    void refusesWhatCannotBeRead() {
        assertEquals(
                "mnist: absent must be readable, but gave java.nio.file.NoSuchFileException: "
                        + folder.resolve("absent") + ". Check the file and its permissions.",
                refusal(folder.resolve("absent"), 3));
    }

    @Test
    void anArrayHasTheBytesOfItsSizes() {
        assertEquals(
                "idx: the sizes must multiply to the number of bytes, but dims=[2, 3], bytes=5. Correct the sizes.",
                assertThrows(IllegalArgumentException.class, () -> new IdxArray(new int[] {2, 3}, new byte[5]))
                        .getMessage());
        assertEquals(0, new IdxArray(new int[] {0, 28, 28}, new byte[0]).count());
    }

    @Test
    void readsImagesInBlocks() throws IOException, IdxException {
        byte[] data = new byte[9_000_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 + (i >> 13));
        }
        Path file = folder.resolve("images");
        IdxFile.write(file, new IdxArray(new int[] {9, 1000, 1000}, data));
        IdxImages images = IdxFile.readImages("mnist", file, 3);
        assertEquals(3, images.blocks().length, "4 + 4 + 1 images");
        for (int image = 0; image < 9; image++) {
            int from = images.offset(image);
            assertArrayEquals(
                    Arrays.copyOfRange(data, image * 1_000_000, (image + 1) * 1_000_000),
                    Arrays.copyOfRange(images.block(image), from, from + 1_000_000));
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, 6_000_000));
        assertEquals(
                "mnist: images is truncated: 9000016 bytes expected, 6000000 found. Fetch it again.",
                assertThrows(IdxException.class, () -> IdxFile.readImages("mnist", file, 3))
                        .getMessage());
    }
}
