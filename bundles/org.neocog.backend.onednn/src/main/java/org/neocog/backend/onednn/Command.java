package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a step does, prepared once: first it says which buffers it uses, then these are placed, then it {@linkplain #bind looks their
 * addresses up}, then it runs any number of times without allocating.
 */
abstract class Command {
    private final List<Buffer> buffers = new ArrayList<>();
    private String what = "";

    /** Declares a buffer that it reads or writes. */
    final Buffer uses(Buffer buffer) {
        buffers.add(buffer);
        return buffer;
    }

    final List<Buffer> buffers() {
        return buffers;
    }

    /** Names the node that it computes, for messages and profiles. */
    final void describe(String text) {
        what = text;
    }

    final String what() {
        return what;
    }

    /** Called once when all buffers have addresses. */
    void bind() {}

    abstract void run();
}
