package org.neocog.dataset.transform;

import java.util.Arrays;
import org.neocog.tensor.Shape;

/**
 * Copies a rectangle out of an image and what lies around it: {@code y[c, i, j] = x[c, i + top, j + left]}. The arrays are both
 * {@code float[]} or both {@code byte[]}.
 */
record Window(Shape input, Shape output, PaddingMode mode, float fill) {
    /** The byte that stands for a number from 0 to 1, or -1 if none does exactly. */
    static int exactByte(float value) {
        int nearest = Math.round(value * 255);
        return nearest >= 0 && nearest <= 255 && nearest / 255f == value ? nearest : -1;
    }

    boolean isExactOnBytes() {
        return mode != PaddingMode.CONSTANT || exactByte(fill) >= 0;
    }

    void copy(float[] source, float[] target, int top, int left) {
        if (reachesOutside(top, left) && mode == PaddingMode.CONSTANT) {
            Arrays.fill(target, 0, output.intSize(), fill);
        }
        move(source, target, top, left);
    }

    void copy(byte[] source, byte[] target, int top, int left) {
        if (reachesOutside(top, left) && mode == PaddingMode.CONSTANT) {
            int value = exactByte(fill);
            if (value < 0) {
                throw new IllegalStateException(
                        "window: fill must be a multiple of 1/255 from 0 to 1 on bytes, but fill=" + fill
                                + ". Use floats.");
            }
            Arrays.fill(target, 0, output.intSize(), (byte) value);
        }
        move(source, target, top, left);
    }

    private boolean reachesOutside(int top, int left) {
        return top < 0
                || left < 0
                || top + output.intDim(1) > input.intDim(1)
                || left + output.intDim(2) > input.intDim(2);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of one type
    private void move(Object source, Object target, int top, int left) {
        int height = input.intDim(1);
        int width = input.intDim(2);
        int outHeight = output.intDim(1);
        int outWidth = output.intDim(2);
        int first = Math.min(outWidth, Math.max(0, -left));
        int last = Math.max(first, Math.min(outWidth, width - left));
        for (int c = 0; c < input.intDim(0); c++) {
            for (int y = 0; y < outHeight; y++) {
                int row = mode.source(top + y, height);
                if (row < 0) {
                    continue;
                }
                int from = (c * height + row) * width;
                int to = (c * outHeight + y) * outWidth;
                if (last > first) {
                    System.arraycopy(source, from + left + first, target, to + first, last - first);
                }
                if (mode != PaddingMode.CONSTANT) {
                    side(source, from, target, to, left, 0, first);
                    side(source, from, target, to, left, last, outWidth);
                }
            }
        }
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of one type
    private void side(Object source, int from, Object target, int to, int left, int begin, int end) {
        for (int x = begin; x < end; x++) {
            System.arraycopy(source, from + mode.source(left + x, input.intDim(2)), target, to + x, 1);
        }
    }
}
