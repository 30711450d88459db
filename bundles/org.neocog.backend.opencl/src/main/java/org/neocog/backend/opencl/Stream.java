package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_buffer_region;
import org.jocl.cl_command_queue;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.tensor.ElementType;

/**
 * What one executable holds of the driver: its in-order queues for computing, uploads and downloads, buffers, kernels and the use of programs. Gives all
 * of it back when closed.
 */
final class Stream implements AutoCloseable {
    private record Part(cl_mem whole, long offset, long bytes) {}

    private static final int QUEUES = 3;

    private final Session session;
    private final List<cl_command_queue> queues = new ArrayList<>();
    private final List<cl_mem> buffers = new ArrayList<>();
    private final Map<Part, cl_mem> parts = new HashMap<>();
    private final List<cl_kernel> kernels = new ArrayList<>();
    private final List<Built> programs = new ArrayList<>();
    private boolean closed;

    @SuppressWarnings("deprecation") // The newer function needs OpenCL 2.0.
    Stream(Session session) {
        this.session = session;
        try {
            for (int i = 0; i < QUEUES; i++) {
                queues.add(CL.clCreateCommandQueue(
                        session.context(), session.handle().id(), 0, null));
                session.counts().queues.incrementAndGet();
            }
        } catch (CLException e) {
            close();
            throw e;
        }
    }

    Session session() {
        return session;
    }

    /** The queue for computing; also for what variables are set to and read from between steps. */
    cl_command_queue queue() {
        return queues.get(0);
    }

    cl_command_queue uploads() {
        return queues.get(1);
    }

    cl_command_queue downloads() {
        return queues.get(2);
    }

    /** Memory on the device. @param what it is for, for the message if there is not enough */
    cl_mem allocate(long bytes, String what) {
        return allocate(bytes, CL.CL_MEM_READ_WRITE, what);
    }

    /** Memory with flags of the driver. */
    cl_mem allocate(long bytes, long flags, String what) {
        try {
            cl_mem buffer = CL.clCreateBuffer(
                    session.context(), flags, Math.max(bytes, session.device().alignment()), null, null);
            buffers.add(buffer);
            session.counts().buffers.incrementAndGet();
            return buffer;
        } catch (CLException e) {
            throw new InsufficientMemoryException(
                    "opencl: " + what + " must fit into the device's memory, but bytes=" + bytes + ", memory="
                            + session.device().memoryBytes() + ", largest buffer="
                            + session.device().largest() + " (" + e.getMessage()
                            + "). Use a smaller batch, or another device.",
                    e);
        }
    }

    /** A part of a buffer as a buffer. */
    cl_mem part(cl_mem whole, long offset, long bytes) {
        return parts.computeIfAbsent(new Part(whole, offset, bytes), part -> {
            cl_buffer_region region = new cl_buffer_region(offset, bytes);
            cl_mem made =
                    CL.clCreateSubBuffer(whole, CL.CL_MEM_READ_WRITE, CL.CL_BUFFER_CREATE_TYPE_REGION, region, null);
            session.counts().buffers.incrementAndGet();
            return made;
        });
    }

    /** The program of a resource of this bundle. */
    Built program(String resource, ElementType real) {
        return use(session.program(resource, real));
    }

    /** A program that computes products by a tile. */
    Built program(Tile tile, Operands operands, ElementType real) {
        return use(session.program(tile.resources(), tile.macros() + operands.macros, real));
    }

    /** A program of generated source. */
    Built generated(String source, ElementType real) {
        return use(session.generated(source, real));
    }

    private Built use(Built built) {
        programs.add(built);
        return built;
    }

    /** A kernel of its own, whose arguments stay as they are set. */
    cl_kernel kernel(Built built, String name) {
        cl_kernel kernel = CL.clCreateKernel(built.program, name, null);
        kernels.add(kernel);
        session.counts().kernels.incrementAndGet();
        return kernel;
    }

    /** Waits until all that was enqueued is done, in all queues. */
    void finish() {
        queues.forEach(CL::clFinish);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Counts counts = session.counts();
        try {
            finish();
        } finally {
            kernels.forEach(CL::clReleaseKernel);
            counts.kernels.addAndGet(-kernels.size());
            parts.values().forEach(CL::clReleaseMemObject);
            buffers.forEach(CL::clReleaseMemObject);
            counts.buffers.addAndGet(-parts.size() - buffers.size());
            programs.forEach(session::release);
            queues.forEach(CL::clReleaseCommandQueue);
            counts.queues.addAndGet(-queues.size());
        }
    }
}
