package org.neocog.dataset.cifar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a tar archive, one after another: {@link #next} goes to the next one, reading gives its bytes. Folders, links and
 * extended headers are skipped. What is not a header with the right sum, or stops short, is a {@link CifarException}.
 *
 * <p>Source: POSIX.1-1988 (ustar); the headers of GNU tar and of tar before it are alike in what is read here.
 */
final class TarInput extends InputStream {
    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int SUM_AT = 148;
    private static final int TYPE_AT = 156;

    private final String what;
    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long position;
    private String name = "";
    private long size;
    private long left;

    /** @param what the archive, for messages */
    TarInput(String what, InputStream in) {
        this.what = what;
        this.in = in;
    }

    /** Goes to the next file, skips what is left of this one. Returns its path, null after the last; then the stream is read to its end. */
    @Nullable
    String next() throws IOException {
        while (true) {
            discard(left + (BLOCK - size % BLOCK) % BLOCK);
            left = 0;
            size = 0;
            long at = position;
            int found = in.readNBytes(header, 0, BLOCK);
            position += found;
            if (found == 0 || (found == BLOCK && isZero())) {
                drain();
                return null;
            }
            checkHeader(at, found);
            name = text(0, 100);
            size = octal(SIZE_AT, 12);
            if (size < 0) {
                throw new CifarException(what + " must be a whole tar archive, but the size of " + name
                        + " is not an octal number. Fetch it again. [C2]");
            }
            left = size;
            if (header[TYPE_AT] == '0' || header[TYPE_AT] == 0) {
                return name;
            }
        }
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkHeader(long at, int found) throws CifarException {
        if (found < BLOCK) {
            throw new CifarException(what + " must be a whole tar archive, but the header at byte " + at + " has "
                    + found + " of " + BLOCK + " bytes. Fetch it again. [C2]");
        }
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : header[i] & 0xff;
        }
        if (octal(SUM_AT, 8) != sum) {
            throw new CifarException(what + " must be a whole tar archive, but the header at byte " + at
                    + " does not have the sum " + sum + ". Fetch it again. [C2]");
        }
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    /** The number in a field, -1 if there is none. */
    private long octal(int from, int length) {
        String digits = text(from, length).strip();
        return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : -1;
    }

    private void discard(long count) throws IOException {
        long skipped = 0;
        while (skipped < count) {
            int n = in.readNBytes(header, 0, (int) Math.min(BLOCK, count - skipped));
            if (n == 0) {
                throw stopsShort(Math.min(size, size - left + skipped));
            }
            skipped += n;
        }
        position += skipped;
    }

    /** Reads to the end, which makes gzip check its sum. */
    private void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private CifarException stopsShort(long found) {
        return new CifarException(what + " must be a whole tar archive, but it stops after " + found + " of " + size
                + " bytes of " + name + ". Fetch it again. [C2]");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int n = in.read(target, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw stopsShort(size - left);
        }
        left -= n;
        position += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
