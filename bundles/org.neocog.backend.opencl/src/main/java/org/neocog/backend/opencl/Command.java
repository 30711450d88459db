package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.List;

/** Something to enqueue in each step. */
abstract class Command {
    private final List<Buffer> buffers = new ArrayList<>();
    private String what = "";

    /** Says that the command reads or writes the buffer. */
    final Buffer uses(Buffer buffer) {
        buffers.add(buffer);
        return buffer;
    }

    /** What it reads and writes. */
    final List<Buffer> buffers() {
        return buffers;
    }

    /** Says what it computes, for messages. */
    final void describe(String text) {
        what = text;
    }

    final String what() {
        return what;
    }

    /** What it computes, and how much memory it touches. */
    @Override
    public String toString() {
        return what + ", "
                + buffers.stream().distinct().mapToLong(buffer -> buffer.bytes).sum() + " bytes of buffers";
    }

    /** Prepares it when all buffers are placed. */
    abstract void bind();

    /** Enqueues it. */
    abstract void run();
}
