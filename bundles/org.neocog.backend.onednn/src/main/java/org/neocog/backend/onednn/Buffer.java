package org.neocog.backend.onednn;

import org.jspecify.annotations.Nullable;

/**
 * A piece of native memory that commands read and write. It lies at a fixed address (variables, constants, outputs), within another buffer, or
 * where the plan of its graph puts it within the arena.
 */
final class Buffer {
    final long bytes;
    private final @Nullable Buffer parent;
    private final long parentOffset;
    private final boolean planned;
    private long address;
    /** Number of the first command that uses it. */
    int first = Integer.MAX_VALUE;
    /** Number of the last command that uses it. */
    int last = -1;

    private Buffer(long bytes, long address, @Nullable Buffer parent, long parentOffset, boolean planned) {
        this.bytes = bytes;
        this.planned = planned;
        this.address = address;
        this.parent = parent;
        this.parentOffset = parentOffset;
    }

    /** Memory that the plan places. */
    static Buffer planned(long bytes) {
        return new Buffer(bytes, 0, null, 0, true);
    }

    /** Memory of which parts are taken before its size is known; its owner places it. */
    static Buffer growing() {
        return new Buffer(0, 0, null, 0, false);
    }

    /** Memory that somebody else owns. */
    static Buffer fixed(long address, long bytes) {
        return new Buffer(bytes, address, null, 0, false);
    }

    /** A part of this buffer. */
    Buffer part(long offset, long size) {
        return new Buffer(size, 0, this, offset, false);
    }

    boolean isPlanned() {
        return planned;
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

    void place(long at) {
        address = at;
    }

    long address() {
        long at = parent == null ? address : parent.address() + parentOffset;
        if (at == 0) {
            throw new IllegalStateException(
                    "onednn: a buffer must be placed before it is used, but bytes=" + bytes + ", first=" + first + ".");
        }
        return at;
    }
}
