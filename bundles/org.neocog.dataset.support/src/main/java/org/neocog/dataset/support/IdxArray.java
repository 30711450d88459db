package org.neocog.dataset.support;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array of unsigned bytes with its sizes: the content of one idx file. The first size counts the examples.
 *
 * <p>The bytes are not copied, neither in nor out: who shares them must not change them.
 */
public final class IdxArray {
    private final int[] dims;
    private final byte[] data;

    /** @throws IllegalArgumentException if the sizes do not multiply to the number of bytes */
    public IdxArray(int[] dims, byte[] data) {
        if (sizeOf(dims) != data.length) {
            throw new IllegalArgumentException("idx: the sizes must multiply to the number of bytes, but dims="
                    + Arrays.toString(dims) + ", bytes=" + data.length + ". Correct the sizes.");
        }
        this.dims = dims.clone();
        this.data = data;
    }

    /** Product of the sizes, or -1 if it does not fit into an array. */
    static long sizeOf(int[] dims) {
        long size = 1;
        for (int dim : dims) {
            if (dim < 0) {
                return -1;
            }
            size *= dim;
            if (size > Integer.MAX_VALUE - 8) {
                return Arrays.stream(dims).anyMatch(d -> d == 0) ? 0 : -1;
            }
        }
        return size;
    }

    /** Number of examples. */
    public int count() {
        return dims[0];
    }

    public int rank() {
        return dims.length;
    }

    /** A copy of the sizes. */
    public int[] dims() {
        return dims.clone();
    }

    /** All bytes, row-major; not a copy. */
    public byte[] data() {
        return data;
    }

    /** The file's bytes before the data. */
    byte[] header() {
        return header(dims);
    }

    /** The bytes before the data of an array of these sizes. */
    static byte[] header(int[] dims) {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * dims.length).putInt(IdxFile.magic(dims.length));
        for (int dim : dims) {
            header.putInt(dim);
        }
        return header.array();
    }
}
