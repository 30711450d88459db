package org.neocog.backend.opencl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_mem;
import org.neocog.tensor.Tensor;

/**
 * A ring of pinned pieces of the host's memory, mapped for life. They are filled in turn and written, by the queue for uploads, to memory of the device
 * of which no kernel knows; the queue for computing copies from there when the step begins. So inputs can be on their way while the step before computes.
 */
final class StagedInlet extends Inlet {
    private static final int SLOTS = 4;
    private static final long MOST_BYTES = 4 << 20;

    /** One piece of the ring. */
    private final class Slot {
        final cl_mem memory;
        final ByteBuffer mapped;
        final Pointer pointer;
        final Edge written = new Edge(stream.session().counts());

        Slot() {
            memory = stream.allocate(
                    slotBytes, CL.CL_MEM_READ_ONLY | CL.CL_MEM_ALLOC_HOST_PTR, "what inputs are copied through");
            mapped = CL.clEnqueueMapBuffer(
                    stream.queue(), memory, true, CL.CL_MAP_READ | CL.CL_MAP_WRITE, 0, slotBytes, 0, null, null, null);
            pointer = Pointer.to(mapped);
        }
    }

    private final Stream stream;
    private final long bytes;
    private final long slotBytes;
    private final cl_mem landing;
    private final List<Slot> ring = new ArrayList<>();
    /** The copy out of the landing of the last step. */
    private final Edge consumed;

    private int current;
    /** Bytes of the step, and where in them the current slot begins, and how far it is filled. */
    private long total;

    private long start;
    private long filled;

    StagedInlet(Stream stream, long bytes) {
        super(stream.allocate(bytes, "the inputs of a step"), bytes);
        this.stream = stream;
        this.bytes = bytes;
        slotBytes = Math.min(MOST_BYTES, bytes);
        consumed = new Edge(stream.session().counts());
        landing = stream.allocate(bytes, "the inputs of the next step");
        for (int i = 0; i < SLOTS; i++) {
            ring.add(new Slot());
        }
    }

    @Override
    void begin(long ofStep) {
        total = ofStep;
        start = 0;
        filled = 0;
        ring.get(current).written.await();
    }

    @Override
    void put(Tensor from, long offset) {
        long size = from.type().bytes();
        long done = 0;
        while (done < size) {
            long at = offset + done;
            if (at >= start + slotBytes) {
                write(Math.min(slotBytes, total - start));
                ring.get(current).written.await();
                continue;
            }
            long part = Math.min(size - done, start + slotBytes - at);
            ByteBuffer to = ring.get(current).mapped;
            to.limit((int) (at - start + part)).position((int) (at - start));
            from.buffer().getBytes(from.offset() + done, to);
            done += part;
            filled = at - start + part;
        }
    }

    @Override
    void end() {
        Edge last = ring.get(current).written;
        write(filled);
        CL.clEnqueueCopyBuffer(
                stream.queue(), landing, memory(), 0, 0, total, last.size(), last.list(), consumed.next());
        consumed.made();
    }

    /** Sends so much of the current slot, and goes on to the next. */
    private void write(long size) {
        Slot slot = ring.get(current);
        // Where a transfer does not block, the binding waits for it on a thread of its own.
        boolean blocking = stream.session().device().isSimulator();
        CL.clEnqueueWriteBuffer(
                stream.uploads(), landing, blocking, start, size, slot.pointer, consumed.size(), consumed.list(), null);
        // Not by the write's own event: where a transfer does not block, the binding releases it later by its object,
        // which may hold the next one by then.
        slot.written.mark(stream.uploads());
        start += size;
        filled = 0;
        current = (current + 1) % SLOTS;
    }

    @Override
    long bytes() {
        return 2 * bytes;
    }

    @Override
    public void close() {
        for (Slot slot : ring) {
            slot.written.close();
            CL.clEnqueueUnmapMemObject(stream.queue(), slot.memory, slot.mapped, 0, null, null);
        }
        ring.clear();
        consumed.close();
    }
}
