package org.neocog.backend.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_mem;
import org.neocog.graph.ConstantData;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;

/** Moves bytes between tensors and the device through one piece of host memory, which the driver can know by its address. Allocates nothing per move. */
final class Transfers implements AutoCloseable {
    private static final int BYTES = 4 << 20;

    private final Stream stream;
    private final ArrowBuf host;
    private final ByteBuffer view;
    private final Pointer pointer;

    Transfers(Stream stream, BufferAllocator allocator) {
        this.stream = stream;
        host = allocator.buffer(BYTES);
        view = host.nioBuffer(0, BYTES).order(ByteOrder.nativeOrder());
        pointer = Pointer.to(view);
    }

    /** From a tensor to the start of a buffer; the tensor may be closed afterwards. */
    void upload(Tensor from, cl_mem to) {
        long bytes = from.type().bytes();
        for (long at = 0; at < bytes; at += BYTES) {
            long size = Math.min(BYTES, bytes - at);
            host.setBytes(0, from.buffer(), from.offset() + at, size);
            write(to, at, size);
        }
    }

    /** From the start of a buffer to a tensor, when all before is done. */
    void download(cl_mem from, Tensor to) {
        long bytes = to.type().bytes();
        for (long at = 0; at < bytes; at += BYTES) {
            long size = Math.min(BYTES, bytes - at);
            CL.clEnqueueReadBuffer(stream.queue(), from, true, at, size, pointer, 0, null, null);
            to.buffer().setBytes(to.offset() + at, host, 0, size);
        }
    }

    /** Writes a constant out. */
    void upload(ConstantData from, cl_mem to) {
        ElementType element = from.type().element();
        long bytes = from.type().bytes();
        int each = BYTES / element.bytes();
        long size = from.type().size();
        for (long start = 0; start < size; start += each) {
            int count = (int) Math.min(each, size - start);
            for (int i = 0; i < count; i++) {
                put(element, i, from.get(start + i));
            }
            write(to, start * element.bytes(), Math.min((long) count * element.bytes(), bytes));
        }
    }

    private void put(ElementType element, int index, double value) {
        int at = index * element.bytes();
        switch (element.bytes()) {
            case 1 -> host.setByte(at, (byte) bits(element, value));
            case 4 -> host.setInt(at, (int) bits(element, value));
            default -> host.setLong(at, bits(element, value));
        }
    }

    /** The bits of an element. */
    static long bits(ElementType element, double value) {
        return switch (element) {
            case FLOAT32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
            case FLOAT64 -> Double.doubleToRawLongBits(value);
            case UINT8 -> (long) element.round(value);
            case INT32 -> (int) value & 0xffffffffL;
            case INT64 -> (long) value;
            default ->
                throw new IllegalArgumentException(
                        "opencl: the element type must be one of this backend's, but element=" + element + ".");
        };
    }

    /** Sets a buffer to zero. */
    void zero(cl_mem buffer, long bytes) {
        host.setZero(0, Math.min(bytes, BYTES));
        for (long at = 0; at < bytes; at += BYTES) {
            write(buffer, at, Math.min(BYTES, bytes - at));
        }
    }

    private void write(cl_mem to, long at, long size) {
        CL.clEnqueueWriteBuffer(stream.queue(), to, true, at, size, pointer, 0, null, null);
    }

    @Override
    public void close() {
        host.close();
    }
}
