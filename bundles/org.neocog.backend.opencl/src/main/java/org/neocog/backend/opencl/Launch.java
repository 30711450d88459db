package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;

/** A kernel with its arguments, set once: buffers, then the numbers, then reals, in the order in which they are given. */
final class Launch extends Command {
    /** Integers that a kernel's numbers hold. */
    private static final int NUMBERS = 64;
    /** Elements that are worth a group of their own on a processor. */
    private static final long GRAIN = 2048;

    private static final int GROUPS_PER_UNIT = 4;
    private static final long MOST_GROUPS = 1 << 15;

    private final Stream stream;
    private final Built program;
    private final String name;
    private final ElementType real;
    private final List<Object> arguments = new ArrayList<>();
    private final long[] global = new long[1];
    private final long[] local = new long[1];
    private @Nullable cl_kernel kernel;

    Launch(Stream stream, Built program, String name, ElementType real) {
        this.stream = stream;
        this.program = program;
        this.name = name;
        this.real = real;
        describe(name);
    }

    Launch buffer(Buffer buffer) {
        arguments.add(uses(buffer));
        return this;
    }

    Launch numbers(int... values) {
        int[] all = new int[NUMBERS];
        System.arraycopy(values, 0, all, 0, values.length);
        arguments.add(all);
        return this;
    }

    Launch real(double value) {
        arguments.add(value);
        return this;
    }

    /** One step of the kernel's loop per element, each of about {@code work} simple operations. */
    Launch elements(long count, long work) {
        if (stream.session().cpuKernels()) {
            long units = (long) stream.session().device().computeUnits() * GROUPS_PER_UNIT;
            return groups(Math.min(Math.min(count, units), Math.max(1, count * work / GRAIN)));
        }
        return groups((count + Session.GROUP_SIZE - 1) / Session.GROUP_SIZE);
    }

    /** So many groups. */
    Launch groups(long count) {
        return groups(count, stream.session().groupSize());
    }

    /** So many groups of so many items. */
    Launch groups(long count, int items) {
        local[0] = items;
        global[0] = Math.max(1, Math.min(count, MOST_GROUPS)) * local[0];
        return this;
    }

    @Override
    void bind() {
        cl_kernel made = stream.kernel(program, name);
        for (int i = 0; i < arguments.size(); i++) {
            set(made, i, arguments.get(i));
        }
        kernel = made;
    }

    private void set(cl_kernel made, int index, Object argument) {
        if (argument instanceof Buffer buffer) {
            CL.clSetKernelArg(made, index, Sizeof.cl_mem, Pointer.to(buffer.memory(stream)));
        } else if (argument instanceof int[] numbers) {
            CL.clSetKernelArg(made, index, (long) Sizeof.cl_int * numbers.length, Pointer.to(numbers));
        } else if (real == ElementType.FLOAT64) {
            CL.clSetKernelArg(made, index, Sizeof.cl_double, Pointer.to(new double[] {(Double) argument}));
        } else {
            CL.clSetKernelArg(made, index, Sizeof.cl_float, Pointer.to(new float[] {((Double) argument).floatValue()}));
        }
    }

    @Override
    void run() {
        CL.clEnqueueNDRangeKernel(
                stream.queue(), Objects.requireNonNull(kernel), 1, null, global, local, 0, null, null);
    }

    /**
     * Runs it in another queue, and waits for it.
     *
     * @param queue with profiling
     * @return nanoseconds that it took on the device, or from call to end where the driver does not tell
     */
    long time(cl_command_queue queue) {
        cl_event event = new cl_event();
        long start = System.nanoTime();
        CL.clEnqueueNDRangeKernel(queue, Objects.requireNonNull(kernel), 1, null, global, local, 0, null, event);
        try {
            CL.clWaitForEvents(1, new cl_event[] {event});
            long nanos = System.nanoTime() - start;
            long onDevice = moment(event, CL.CL_PROFILING_COMMAND_END) - moment(event, CL.CL_PROFILING_COMMAND_START);
            return onDevice > 0 ? onDevice : nanos;
        } finally {
            CL.clReleaseEvent(event);
        }
    }

    private static long moment(cl_event event, int which) {
        long[] nanos = new long[1];
        CL.clGetEventProfilingInfo(event, which, Sizeof.cl_ulong, Pointer.to(nanos), null);
        return nanos[0];
    }
}
