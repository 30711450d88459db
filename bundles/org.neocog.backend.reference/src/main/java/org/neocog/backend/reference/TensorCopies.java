package org.neocog.backend.reference;

import org.apache.arrow.memory.ArrowBuf;
import org.neocog.tensor.Tensor;

/** Between tensors and arrays of double, element by element and without allocating. */
final class TensorCopies {
    private TensorCopies() {}

    /** Copies elements {@code begin} to {@code end - 1} of a tensor. */
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
            case INT64 -> {
                for (int i = begin; i < end; i++) {
                    to[i] = Int64.encode(buffer.getLong(at + 8L * i));
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
            case INT64 -> {
                for (int i = 0; i < n; i++) {
                    buffer.setLong(at + 8L * i, Int64.decode(from[i]));
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    to.setDouble(i, from[i]);
                }
            }
        }
    }
}
