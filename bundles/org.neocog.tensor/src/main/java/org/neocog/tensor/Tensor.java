package org.neocog.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A dense, row-major, little-endian view of native Arrow memory with an element type and a shape. No maths.
 *
 * <p>A tensor made by {@link #allocate} or handed one reference by {@link #view} owns that reference and gives it back in
 * {@link #close}; closing twice does nothing. A tensor made by {@link #borrow} owns nothing: whoever lent the memory keeps
 * it alive. After {@code close} every access fails with {@link IllegalStateException}.
 *
 * <p>Threading: distinct elements may be written by distinct threads; nothing is synchronized.
 */
public final class Tensor implements AutoCloseable {
    private final TensorType type;
    private final ArrowBuf buffer;
    private final long offset;
    private final boolean owner;
    private boolean closed;

    private Tensor(TensorType type, ArrowBuf buffer, long offset, boolean owner) {
        if (offset < 0 || offset + type.bytes() > buffer.capacity()) {
            throw new IllegalArgumentException(
                    "tensor " + type + ": offset + bytes must be within the buffer, but offset=" + offset + ", bytes="
                            + type.bytes() + ", capacity=" + buffer.capacity() + ". Allocate a larger buffer.");
        }
        this.type = type;
        this.buffer = buffer;
        this.offset = offset;
        this.owner = owner;
    }

    /** A new tensor of undefined content. @throws org.apache.arrow.memory.OutOfMemoryException beyond the allocator's limit */
    public static Tensor allocate(BufferAllocator allocator, TensorType type) {
        return new Tensor(type, allocator.buffer(Math.max(type.bytes(), 1)), 0, true);
    }

    /** A new tensor of zeros. */
    public static Tensor zeros(BufferAllocator allocator, TensorType type) {
        Tensor tensor = allocate(allocator, type);
        tensor.buffer.setZero(0, tensor.buffer.capacity());
        return tensor;
    }

    /** A view of {@code buffer} from byte {@code offset} on that retains the buffer until it is closed. */
    public static Tensor view(ArrowBuf buffer, long offset, TensorType type) {
        Tensor tensor = new Tensor(type, buffer, offset, true);
        buffer.getReferenceManager().retain();
        return tensor;
    }

    /** A view of {@code buffer} from byte {@code offset} on that does not keep the buffer alive. */
    public static Tensor borrow(ArrowBuf buffer, long offset, TensorType type) {
        return new Tensor(type, buffer, offset, false);
    }

    public TensorType type() {
        return type;
    }

    public Shape shape() {
        return type.shape();
    }

    public ElementType element() {
        return type.element();
    }

    /** Number of elements. */
    public long size() {
        return type.size();
    }

    /** The memory beneath; element 0 is at {@link #offset}. */
    public ArrowBuf buffer() {
        requireOpen();
        return buffer;
    }

    /** Byte at which element 0 starts in {@link #buffer}. */
    public long offset() {
        return offset;
    }

    /** Native address of element 0, valid until close. */
    public long address() {
        requireOpen();
        return buffer.memoryAddress() + offset;
    }

    /** All bytes as a little-endian buffer. @throws ArithmeticException above 2 GiB */
    public ByteBuffer bytes() {
        requireOpen();
        return buffer.nioBuffer(offset, Math.toIntExact(type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Element {@code index} (row-major), converted to double; exact for all types but int64 beyond 2^53. */
    public double getDouble(long index) {
        requireOpen();
        long at = at(index);
        return switch (type.element()) {
            case FLOAT32 -> buffer.getFloat(at);
            case FLOAT64 -> buffer.getDouble(at);
            case BFLOAT16 -> ElementType.bfloat16ToFloat(buffer.getShort(at));
            case UINT8 -> buffer.getByte(at) & 0xff;
            case INT32 -> buffer.getInt(at);
            case INT64 -> buffer.getLong(at);
        };
    }

    /** Sets element {@code index} to {@code value} as {@link ElementType#round} rounds it. */
    public void setDouble(long index, double value) {
        requireOpen();
        long at = at(index);
        switch (type.element()) {
            case FLOAT32 -> buffer.setFloat(at, (float) value);
            case FLOAT64 -> buffer.setDouble(at, value);
            case BFLOAT16 -> buffer.setShort(at, ElementType.doubleToBfloat16(value));
            case UINT8 -> buffer.setByte(at, (int) type.element().round(value));
            case INT32 -> buffer.setInt(at, (int) value);
            case INT64 -> buffer.setLong(at, (long) value);
        }
    }

    /** Element {@code index} of an integer tensor, exact. @throws IllegalStateException on a floating tensor */
    public long getLong(long index) {
        requireOpen();
        if (type.element().isFloating()) {
            throw new IllegalStateException("tensor " + type + ": getLong is for integer elements. Use getDouble.");
        }
        return type.element() == ElementType.INT64 ? buffer.getLong(at(index)) : (long) getDouble(index);
    }

    /** Sets element {@code index} of an int64 tensor, exact. @throws IllegalStateException on another type */
    public void setLong(long index, long value) {
        requireOpen();
        if (type.element() != ElementType.INT64) {
            throw new IllegalStateException("tensor " + type + ": setLong is for int64 elements. Use setDouble.");
        }
        buffer.setLong(at(index), value);
    }

    /** Copies all elements into {@code target}, converted to double. */
    public void copyTo(double[] target) {
        int n = requireLength(target.length);
        switch (type.element()) {
            case FLOAT32 -> {
                var floats = bytes().asFloatBuffer();
                for (int i = 0; i < n; i++) {
                    target[i] = floats.get(i);
                }
            }
            case FLOAT64 -> bytes().asDoubleBuffer().get(target, 0, n);
            default -> {
                for (int i = 0; i < n; i++) {
                    target[i] = getDouble(i);
                }
            }
        }
    }

    /** Sets all elements from {@code source}, rounded to the element type. */
    public void copyFrom(double[] source) {
        int n = requireLength(source.length);
        switch (type.element()) {
            case FLOAT32 -> {
                var floats = bytes().asFloatBuffer();
                for (int i = 0; i < n; i++) {
                    floats.put(i, (float) source[i]);
                }
            }
            case FLOAT64 -> bytes().asDoubleBuffer().put(source, 0, n);
            default -> {
                for (int i = 0; i < n; i++) {
                    setDouble(i, source[i]);
                }
            }
        }
    }

    /** Copies all bytes of {@code source}, which must have the same type. */
    public void copyFrom(Tensor source) {
        if (!source.type.equals(type)) {
            throw new IllegalArgumentException("tensor: copy needs equal types, but from=" + source.type + ", to="
                    + type + ". Cast or reshape first.");
        }
        requireOpen();
        buffer.setBytes(offset, source.buffer(), source.offset, type.bytes());
    }

    private int requireLength(int length) {
        requireOpen();
        int n = Math.toIntExact(type.size());
        if (length < n) {
            throw new IllegalArgumentException("tensor " + type + ": the array must hold every element, but length="
                    + length + ", elements=" + n + ".");
        }
        return n;
    }

    private long at(long index) {
        if (index < 0 || index >= type.size()) {
            throw new IndexOutOfBoundsException(
                    "tensor " + type + ": index must be from 0 to " + (type.size() - 1) + ", but index=" + index + ".");
        }
        return offset + index * type.element().bytes();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "tensor " + type + ": used after close. Keep it open as long as it is read.");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (owner) {
                buffer.getReferenceManager().release();
            }
        }
    }

    @Override
    public String toString() {
        return "Tensor " + type + (closed ? " (closed)" : "");
    }
}
