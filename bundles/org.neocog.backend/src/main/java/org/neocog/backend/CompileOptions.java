package org.neocog.backend;

import org.apache.arrow.memory.BufferAllocator;

/**
 * How to compile.
 *
 * @param allocator where the executable takes its native memory; stays the caller's, and must outlive the executable
 * @param threads threads to compute with, at least 1
 */
public record CompileOptions(BufferAllocator allocator, int threads) {
    public CompileOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("compile: threads must be at least 1, but threads=" + threads
                    + ". Leave it out for all processors.");
        }
    }

    /** All processors of the machine. */
    public static CompileOptions of(BufferAllocator allocator) {
        return new CompileOptions(allocator, Runtime.getRuntime().availableProcessors());
    }
}
