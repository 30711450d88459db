package org.neocog.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** A few images in the files of MNIST, of CIFAR-10's archive, and as photographs, in the folders that {@code loaders} reads. */
final class SmallData {
    private static final int IMAGES = 3;
    private static final int BLOCK = 512;

    private SmallData() {}

    static void write(Path folder) throws IOException {
        mnist(folder.resolve("mnist"));
        cifar10(folder.resolve("cifar10"));
        photographs(folder.resolve("imagenet-mini/full-size"));
    }

    private static void mnist(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String split : new String[] {"train", "t10k"}) {
            ByteBuffer images = ByteBuffer.allocate(16 + IMAGES * 28 * 28);
            gzip(
                    folder.resolve(split + "-images-idx3-ubyte.gz"),
                    images.putInt(0x803).putInt(IMAGES).putInt(28).putInt(28));
            ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES);
            gzip(
                    folder.resolve(split + "-labels-idx1-ubyte.gz"),
                    labels.putInt(0x801).putInt(IMAGES));
        }
    }

    private static void gzip(Path file, ByteBuffer bytes) throws IOException {
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
            stream.write(bytes.array());
        }
    }

    private static void cifar10(Path folder) throws IOException {
        Files.createDirectories(folder);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (int i = 1; i <= 5; i++) {
            entry(tar, "data_batch_" + i + ".bin");
        }
        entry(tar, "test_batch.bin");
        tar.write(new byte[2 * BLOCK]);
        gzip(folder.resolve("cifar-10-binary.tar.gz"), ByteBuffer.wrap(tar.toByteArray()));
    }

    /** Black images of class 0. */
    private static void entry(ByteArrayOutputStream tar, String name) throws IOException {
        int size = IMAGES * (1 + 3 * 32 * 32);
        byte[] header = new byte[BLOCK];
        put(header, 0, "cifar-10-batches-bin/" + name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o ", size));
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        tar.write(header);
        tar.write(new byte[(size + BLOCK - 1) / BLOCK * BLOCK]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static void photographs(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(300 + i, 280, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "jpeg", folder.resolve(i + ".jpeg").toFile());
        }
    }
}
