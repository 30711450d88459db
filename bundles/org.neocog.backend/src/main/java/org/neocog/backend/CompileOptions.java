package org.neocog.backend;

import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.ElementType;

/**
 * How to compile.
 *
 * <p>With {@code activations} of bfloat16 a backend may hold float32 values within a step in bfloat16 and multiply them so: activations and
 * their gradients, and copies of filters and matrices. Sums, statistics, losses, gradients of parameters, all variables, and what is fed and
 * fetched stay float32. Programs do not change. A backend takes what {@link Backend#activations} lists and refuses the rest.
 *
 * <p>With {@code tune} a backend that has several ways of computing an op tries them where it does not know yet which is fastest here, and keeps what it
 * found for other compilations, with this option or without: that takes longer. Ways may differ in last bits; for one program and what is kept they are
 * always the same. A backend with one way ignores it.
 *
 * <p>With {@code tf32} a backend may round what products of float32 multiply to tf32, 10 bits behind the point, where the device is faster by that; sums stay float32. One
 * whose device is not ignores it.
 *
 * @param allocator where the executable takes its native memory; stays the caller's, and must outlive the executable
 * @param threads threads to compute with, at least 1
 * @param activations what float32 values within a step may be held in: {@link ElementType#FLOAT32} or {@link ElementType#BFLOAT16}
 * @param tune whether to try which way of computing is fastest
 * @param tf32 whether products of float32 may be those of tf32
 */
public record CompileOptions(
        BufferAllocator allocator, int threads, ElementType activations, boolean tune, boolean tf32) {
    public CompileOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("compile: threads must be at least 1, but threads=" + threads
                    + ". Leave it out for all processors.");
        }
        if (activations != ElementType.FLOAT32 && activations != ElementType.BFLOAT16) {
            throw new IllegalArgumentException("compile: activations must be float32 or bfloat16, but activations="
                    + activations + ". Leave it out for float32.");
        }
    }

    /** Without trying what is fastest. */
    public CompileOptions(BufferAllocator allocator, int threads, ElementType activations) {
        this(allocator, threads, activations, false, false);
    }

    /** Every value as its type says. */
    public CompileOptions(BufferAllocator allocator, int threads) {
        this(allocator, threads, ElementType.FLOAT32);
    }

    /** All processors of the machine. */
    public static CompileOptions of(BufferAllocator allocator) {
        return new CompileOptions(allocator, Runtime.getRuntime().availableProcessors());
    }

    /**
     * For backends: refuses activations that are not offered.
     *
     * @throws BackendException if {@code backend} does not offer these activations
     */
    public void requireActivations(String backend, Set<ElementType> offered) {
        if (!offered.contains(activations)) {
            throw new BackendException(backend
                    + ": activations must be of an element type that it offers, but activations="
                    + activations + ", offered=" + offered.stream().sorted().toList()
                    + ". Use precision float32, or another backend.");
        }
    }

    /** The same with other activations. */
    public CompileOptions withActivations(ElementType other) {
        return new CompileOptions(allocator, threads, other, tune, tf32);
    }

    /** The same with other tuning. */
    public CompileOptions withTune(boolean other) {
        return new CompileOptions(allocator, threads, activations, other, tf32);
    }

    /** The same with or without products of tf32. */
    public CompileOptions withTf32(boolean other) {
        return new CompileOptions(allocator, threads, activations, tune, other);
    }
}
