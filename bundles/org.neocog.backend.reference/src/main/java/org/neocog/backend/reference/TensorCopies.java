package org.neocog.backend.reference;

import org.apache.arrow.memory.ArrowBuf;
import org.neocog.backend.BackendException;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;

/** Between tensors and arrays of double, element by element and without allocating. */
final class TensorCopies {
    /** Every whole number up to here is a double. */
    static final long EXACT = 1L << 53;

    private TensorCopies() {}

    /** Copies elements {@code begin} to {@code end - 1} of a tensor; it was {@linkplain #requireExact checked}. */
    static void load(Tensor from, double[] to, int begin, int end) {
        ArrowBuf buffer = from.buffer();
        long at = from.offset();
        switch (from.element()) {
            case FLOAT32 -> {
                for (int i = begin; i < end; i++) {
                    to[i] = buffer.getFloat(at + 4L * i);
                }
            }
            case FLOAT64 -> {
                for (int i = begin; i < end; i++) {
                    to[i] = buffer.getDouble(at + 8L * i);
                }
            }
            default -> {
                for (int i = begin; i < end; i++) {
                    to[i] = from.getDouble(i);
                }
            }
        }
    }

    /** Copies all elements into a tensor. They are values of its element type, so nothing is rounded. */
    static void store(double[] from, Tensor to) {
        int n = Math.toIntExact(to.size());
        ArrowBuf buffer = to.buffer();
        long at = to.offset();
        switch (to.element()) {
            case FLOAT32 -> {
                for (int i = 0; i < n; i++) {
                    buffer.setFloat(at + 4L * i, (float) from[i]);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < n; i++) {
                    buffer.setDouble(at + 8L * i, from[i]);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to.setDouble(i, from[i]);
                }
            }
        }
    }

    /**
     * Checks that every element is a double as well.
     *
     * @param where what the tensor is, for the message
     * @throws BackendException if an int64 lies beyond 2^53
     * @throws IllegalStateException if the tensor is closed
     */
    static void requireExact(Tensor tensor, String where, String name) {
        if (tensor.element() != ElementType.INT64) {
            tensor.address();
            return;
        }
        for (long i = 0; i < tensor.size(); i++) {
            long value = tensor.getLong(i);
            if (value > EXACT || value < -EXACT) {
                throw new BackendException(
                        "reference: " + where + " \"" + name + "\": int64 elements must be from -2^53 to 2^53"
                                + ", which this backend holds exactly, but element " + i + "=" + value
                                + ". Use smaller numbers or another backend.");
            }
        }
    }
}
