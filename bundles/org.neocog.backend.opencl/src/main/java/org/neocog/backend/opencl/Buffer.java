package org.neocog.backend.opencl;

import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * A piece of device memory that commands read and write. It is a buffer of its own (variables, constants), lies within another, or where the plan
 * of its graph puts it within the arena.
 */
final class Buffer {
    final long bytes;
    private final @Nullable Buffer parent;
    private final long parentOffset;
    private @Nullable cl_mem memory;
    private long offset;
    private boolean whole;
    /** Number of the first command that uses it. */
    int first = Integer.MAX_VALUE;
    /** Number of the last command that uses it. */
    int last = -1;

    private Buffer(long bytes, @Nullable cl_mem memory, @Nullable Buffer parent, long parentOffset) {
        this.bytes = Math.max(bytes, 1);
        this.memory = memory;
        this.whole = memory != null;
        this.parent = parent;
        this.parentOffset = parentOffset;
    }

    /** Memory that the plan places. */
    static Buffer planned(long bytes) {
        return new Buffer(bytes, null, null, 0);
    }

    /** A buffer of the driver. */
    static Buffer fixed(cl_mem memory, long bytes) {
        return new Buffer(bytes, memory, null, 0);
    }

    /** A part of this buffer; {@code from} is a multiple of the device's alignment. */
    Buffer part(long from, long size) {
        return new Buffer(size, null, this, from);
    }

    boolean isPlanned() {
        return parent == null && !whole;
    }

    boolean isPlaced() {
        return memory != null;
    }

    /** The buffer that is placed. */
    Buffer root() {
        return parent == null ? this : parent.root();
    }

    void use(int command) {
        Buffer root = root();
        root.first = Math.min(root.first, command);
        root.last = Math.max(root.last, command);
    }

    void place(cl_mem chunk, long at) {
        memory = chunk;
        offset = at;
    }

    /** What kernels are given. */
    cl_mem memory(Stream stream) {
        if (parent != null) {
            Buffer root = root();
            return stream.part(root.placed(), root.offset + offsetInRoot(), bytes);
        }
        return whole ? placed() : stream.part(placed(), offset, bytes);
    }

    private long offsetInRoot() {
        return parent == null ? 0 : parentOffset + parent.offsetInRoot();
    }

    private cl_mem placed() {
        cl_mem at = memory;
        if (at == null) {
            throw new IllegalStateException(
                    "opencl: a buffer must be placed before it is used, but bytes=" + bytes + ", first=" + first + ".");
        }
        return at;
    }
}
