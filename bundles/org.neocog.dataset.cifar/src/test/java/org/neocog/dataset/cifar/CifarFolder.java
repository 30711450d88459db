package org.neocog.dataset.cifar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Small files in the form of CIFAR's, for tests: as a folder and as archives. */
final class CifarFolder {
    static final List<String> CIFAR10 = List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");

    private CifarFolder() {}

    /** One record with these labels; pixel i is {@code first + 7 * i}, modulo 256. */
    static byte[] record(int first, int... labels) {
        byte[] record = new byte[labels.length + 3072];
        for (int i = 0; i < labels.length; i++) {
            record[i] = (byte) labels[i];
        }
        for (int i = 0; i < 3072; i++) {
            record[labels.length + i] = (byte) (first + 7 * i);
        }
        return record;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Batch i has i + 1 records, with labels i, i + 1, ...; their pixels start at 10 i, 10 i + 1, ... */
    static Map<String, byte[]> cifar10() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < CIFAR10.size(); i++) {
            byte[] data = new byte[0];
            for (int j = 0; j <= i && j < 4; j++) {
                data = join(data, record(10 * i + j, i + j));
            }
            files.put(CIFAR10.get(i), data);
        }
        return files;
    }

    static void write(Path folder, Map<String, byte[]> files) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tar archive with a folder entry, then the files in the reverse order. */
    static byte[] tar(String folder, Map<String, byte[]> files) {
        byte[] body = entry(folder + "/", '5', new byte[0]);
        byte[] reversed = new byte[0];
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            reversed = join(entry(folder + "/" + file.getKey(), '0', file.getValue()), reversed);
        }
        return join(body, reversed, new byte[1024]);
    }

    static byte[] entry(String name, char type, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o ", content.length));
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        seal(header);
        return join(header, content, new byte[(512 - content.length % 512) % 512]);
    }

    /** Sets the header's sum, which is over the header with spaces in the place of the sum. */
    static void seal(byte[] header) {
        put(header, 148, "        ");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
    }

    static void put(byte[] target, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }

    static byte[] gzip(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
