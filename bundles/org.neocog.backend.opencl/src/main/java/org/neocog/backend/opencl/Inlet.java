package org.neocog.backend.opencl;

import org.jocl.cl_mem;
import org.neocog.tensor.Tensor;

/**
 * Where the inputs of a step lie on the device, and how they come there: one piece of memory for all graphs of a program, outside the arena. What is put
 * may change as soon as {@link #put} has returned. Allocates no tensor and no driver's buffer after the constructor.
 */
abstract class Inlet implements AutoCloseable {
    /** How inputs come to the device. */
    enum Kind {
        /** Host and device share their memory: inputs are copied once, to where kernels read them. */
        SHARED,
        /** Inputs go through pinned memory of the host, on a queue of their own, while the device computes. */
        STAGED
    }

    private final cl_mem memory;
    private final Buffer slab;

    Inlet(cl_mem memory, long bytes) {
        this.memory = memory;
        slab = Buffer.fixed(memory, bytes);
    }

    /** @param bytes that the inputs of the graph that has most take together, at least 1 */
    static Inlet of(Stream stream, long bytes) {
        return stream.session().inlets() == Kind.SHARED && bytes <= Integer.MAX_VALUE
                ? new SharedInlet(stream, bytes)
                : new StagedInlet(stream, bytes);
    }

    final cl_mem memory() {
        return memory;
    }

    /** Where an input lies. */
    final Buffer part(long offset, long bytes) {
        return slab.part(offset, bytes);
    }

    /** Begins the inputs of a step, which take the first {@code bytes} of the memory together. */
    abstract void begin(long bytes);

    /** Takes an input. Offsets rise. */
    abstract void put(Tensor from, long offset);

    /** Has what is enqueued from now on see the inputs. */
    abstract void end();

    /** Bytes on the device. */
    abstract long bytes();

    /** Gives back what the {@link Stream} does not; before that is closed. */
    @Override
    public abstract void close();
}
