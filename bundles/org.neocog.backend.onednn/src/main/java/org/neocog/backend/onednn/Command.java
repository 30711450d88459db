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
    private String op = "";
    private String scope = "";
    private boolean moreFollows;

    /** Declares a buffer that it reads or writes. */
    final Buffer uses(Buffer buffer) {
        buffers.add(buffer);
        return buffer;
    }

    final List<Buffer> buffers() {
        return buffers;
    }

    /** Names how it computes, for messages and profiles. */
    final void describe(String text) {
        what = text;
    }

    /** How it computes what, for messages and profiles. */
    final String what() {
        return (what + " " + op + " " + scope).strip();
    }

    /** How it computes: the implementation that was chosen. */
    final String kernel() {
        return what;
    }

    /** Names the op that it computes, and the scope that this belongs to. */
    final void computes(String opName, String scopeName) {
        op = opName;
        scope = scopeName;
    }

    /** Name of the op that it computes; empty if of none. */
    final String op() {
        return op;
    }

    final String scope() {
        return scope;
    }

    /** Says that a command of the same threads comes right after it. */
    final void followedByMore() {
        moreFollows = true;
    }

    /** Whether the threads that share it had better stay awake. */
    public final boolean moreFollows() {
        return moreFollows;
    }

    /** Called once when all buffers have addresses. */
    void bind() {}

    /** Whether it is as fast as it will be: kernels of ours are slow until Java has compiled them. */
    boolean isReady() {
        return true;
    }

    abstract void run();
}
