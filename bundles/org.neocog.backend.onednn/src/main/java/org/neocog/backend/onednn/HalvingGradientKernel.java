package org.neocog.backend.onednn;

import java.util.List;
import org.neocog.graph.PoolingWindow;
import org.neocog.tensor.Shape;

/**
 * The gradient of maxima of 2 x 2 elements, 2 apart, channels last: without branches, on the bits of the numbers. One task per row of the
 * output.
 */
final class HalvingGradientKernel extends Kernel {
    private final Buffer x;
    private final Buffer y;
    private final Buffer dy;
    private final Buffer dx;
    private final int length;
    private final long column;
    private final long row;
    /** Where the left upper element of each window lies in its two rows, in bytes. */
    private final int[] corners;

    HalvingGradientKernel(Team team, Operand x, Operand y, Operand dy, Operand dx) {
        super(
                team,
                y.shape().dim(0) * y.shape().dim(2),
                4 * y.shape().dim(1) * y.shape().dim(3));
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        this.dy = uses(dy.buffer());
        this.dx = uses(dx.buffer());
        int channels = x.shape().intDim(1);
        length = y.shape().intDim(3) * channels;
        column = 4L * channels;
        row = 4L * x.shape().dim(3) * channels;
        corners = new int[length];
        for (int i = 0; i < length; i++) {
            corners[i] = 4 * (i / channels * 2 * channels + i % channels);
        }
    }

    static boolean fits(PoolingWindow window, Shape input) {
        List<Integer> twos = List.of(2, 2);
        return window.size().equals(twos)
                && window.strides().equals(twos)
                && window.padLow().stream().allMatch(pad -> pad == 0)
                && input.dim(2) % 2 == 0
                && input.dim(3) % 2 == 0;
    }

    @Override
    public void run(int index, int worker) {
        long in = x.address() + index * 2 * row;
        long out = dx.address() + index * 2 * row;
        long greatest = y.address() + 4L * index * length;
        long gradient = dy.address() + 4L * index * length;
        for (int i = 0; i < length; i++) {
            float max = Raw.getFloat(greatest + 4L * i);
            long a = in + corners[i];
            int notA = differs(Raw.getFloat(a), max);
            int notB = differs(Raw.getFloat(a + column), max);
            int notC = differs(Raw.getFloat(a + row), max);
            if (Float.isNaN(max)) {
                notA = Float.isNaN(Raw.getFloat(a)) ? 0 : -1;
                notB = Float.isNaN(Raw.getFloat(a + column)) ? 0 : -1;
                notC = Float.isNaN(Raw.getFloat(a + row)) ? 0 : -1;
            }
            int bits = Raw.getInt(gradient + 4L * i);
            long target = out + corners[i];
            Raw.putInt(target, bits & ~notA);
            Raw.putInt(target + column, bits & notA & ~notB);
            Raw.putInt(target + row, bits & notA & notB & ~notC);
            Raw.putInt(target + row + column, bits & notA & notB & notC);
        }
    }

    /** -1 where two numbers differ, else 0; zeros of both signs are equal. */
    private static int differs(float a, float b) {
        int difference = Float.floatToRawIntBits(a + 0f) ^ Float.floatToRawIntBits(b + 0f);
        return (difference | -difference) >> 31;
    }
}
