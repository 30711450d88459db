package org.neocog.dataset.support;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Reads and writes idx files of unsigned bytes, the format of MNIST: a magic number {@code 0x000008RR} with the number of dimensions RR,
 * one big-endian 32-bit size per dimension, the bytes. Plain or gzip: which one shows in the first two bytes, whatever the name.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
public final class IdxFile {
    private static final int UNSIGNED_BYTE = 8;
    private static final int FIRST_READ = 1 << 20;
    /** How many times its length a file is expected to hold at most; images of digits come to five times. */
    private static final long COMPRESSION = 16;

    private IdxFile() {}

    static int magic(int rank) {
        return UNSIGNED_BYTE << 8 | rank;
    }

    /**
     * Reads and checks a whole file.
     *
     * @param owner the dataset, for messages
     * @param ranks the numbers of dimensions that the file may have; a message about a wrong magic number names the first
     * @throws IdxException if the file is not a whole idx file of that kind, or cannot be read
     */
    public static IdxArray read(String owner, Path file, int... ranks) throws IdxException {
        return read(owner, file, IdxFile::array, ranks);
    }

    private static IdxArray array(Body body) throws IOException {
        int size = body.size();
        return new IdxArray(body.dims(), body.read(new byte[body.firstBytes(size)], size, 0));
    }

    /** Reads and checks a whole file of images. */
    static IdxImages readImages(String owner, Path file, int... ranks) throws IdxException {
        return read(owner, file, IdxImages::read, ranks);
    }

    /** What is made of a file. */
    private interface Content<T> {
        T of(Body body) throws IOException;
    }

    private static <T> T read(String owner, Path file, Content<T> content, int... ranks) throws IdxException {
        String what = owner + ": " + file.getFileName();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = decompressed(raw)) {
            return read(what, in, mostBytes(file), content, ranks);
        } catch (IdxException e) {
            throw e;
        } catch (EOFException e) {
            throw new IdxException(what + " is truncated: its gzip data stops short. Fetch it again.", e);
        } catch (ZipException e) {
            throw new IdxException(
                    what + " must be whole, but its gzip data is damaged (" + e.getMessage() + "). Fetch it again.", e);
        } catch (IOException e) {
            throw new IdxException(
                    what + " must be readable, but gave " + e + ". Check the file and its permissions.", e);
        }
    }

    /** What a file is expected to hold at most. */
    private static long mostBytes(Path file) throws IOException {
        return COMPRESSION * Files.size(file);
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static <T> T read(String what, InputStream in, long most, Content<T> content, int[] ranks)
            throws IOException {
        int magic = ByteBuffer.wrap(read(what, in, new byte[4], 4, 0, 4)).getInt();
        int rank = magic & 0xff;
        if (magic != magic(rank) || Arrays.stream(ranks).noneMatch(r -> r == rank)) {
            throw wrongMagic(what, magic, ranks[0]);
        }
        int headerBytes = 4 + 4 * rank;
        ByteBuffer header = ByteBuffer.wrap(read(what, in, new byte[4 * rank], 4 * rank, 4, headerBytes));
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = header.getInt();
        }
        long size = IdxArray.sizeOf(dims);
        if (size < 0) {
            throw new IdxException(what + " must have sizes from 0 on that multiply to at most 2147483639, but dims="
                    + Arrays.toString(dims) + ". Check that it is an idx file.");
        }
        T read = content.of(new Body(what, in, most, headerBytes, dims, (int) size));
        long more = rest(in);
        if (more > 0) {
            long expected = headerBytes + size;
            throw new IdxException(what + " has bytes after its end: " + expected + " bytes expected, "
                    + (expected + more) + " found. Fetch it again.");
        }
        return read;
    }

    /**
     * The bytes behind the sizes.
     *
     * @param most bytes that the file is expected to have
     * @param before bytes of the file before these
     * @param size how many there must be
     */
    record Body(String what, InputStream in, long most, int before, int[] dims, int size) {
        /** How much memory to begin with for so many bytes: all, if that is no more than the file is expected to have. */
        int firstBytes(int wanted) {
            return wanted <= most ? wanted : Math.min(wanted, FIRST_READ);
        }

        /**
         * Reads the next bytes.
         *
         * @param memory to begin with; it grows as bytes come
         * @param wanted how many
         * @param done how many of these there have been
         * @return exactly so many
         */
        byte[] read(byte[] memory, int wanted, int done) throws IOException {
            return IdxFile.read(what, in, memory, wanted, before + done, (long) before + size);
        }
    }

    private static IdxException wrongMagic(String what, int magic, int rank) {
        boolean otherKind = rank == 1 ? magic == magic(3) || magic == magic(4) : magic == magic(1);
        return new IdxException(String.format(
                "%s has magic 0x%08x, expected 0x%08x (%s).",
                what,
                magic,
                magic(rank),
                otherKind ? "are images and labels swapped?" : "is it an idx file of unsigned bytes?"));
    }

    /** Reads {@code wanted} bytes; memory grows with what the file really has, whatever its header says. */
    private static byte[] read(String what, InputStream in, byte[] memory, int wanted, int before, long expected)
            throws IOException {
        byte[] bytes = memory;
        int found = 0;
        while (found < wanted) {
            if (found == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, 2L * bytes.length));
            }
            int n = readSome(in, bytes, found);
            if (n < 0) {
                throw new IdxException(what + " is truncated: " + (before == 0 ? "at least " : "") + expected
                        + " bytes expected, " + (before + found) + " found. Fetch it again.");
            }
            found += n;
        }
        return bytes;
    }

    /** As {@link InputStream#read}, but gzip data that stops short is an end like any other. */
    private static int readSome(InputStream in, byte[] bytes, int from) throws IOException {
        try {
            return in.read(bytes, from, bytes.length - from);
        } catch (EOFException e) {
            return -1;
        }
    }

    /** Bytes that are left; reads them all, which makes gzip check its sum. */
    private static long rest(InputStream in) throws IOException {
        byte[] bytes = new byte[8192];
        long rest = 0;
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
            rest += n;
        }
        return rest;
    }

    /** Writes a file, compressed if the name ends in {@code .gz}, and waits until it is on the disk. */
    public static void write(Path file, IdxArray array) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            OutputStream plain = Channels.newOutputStream(channel);
            if (file.toString().endsWith(".gz")) {
                FastGzip gzip = new FastGzip(plain);
                gzip.write(array.header());
                gzip.write(array.data());
                gzip.finish();
            } else {
                plain.write(array.header());
                plain.write(array.data());
            }
            channel.force(true);
        }
    }

    /** Gzip at the lowest level: images of digits get hardly smaller at the higher ones. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
