package org.neocog.backend.onednn;

/** Maxima of 2 x 2 elements, 2 apart, channels last; NaN if any is. One task per row of the output. */
final class HalvingKernel extends Kernel {
    private final Buffer x;
    private final Buffer y;
    private final int length;
    private final int width;
    private final int channels;
    private final int[] corners;
    private final float[][] upper;
    private final float[][] lower;

    HalvingKernel(Team team, Operand x, Operand y) {
        super(
                team,
                y.shape().dim(0) * y.shape().dim(2),
                3 * y.shape().dim(1) * y.shape().dim(3));
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        channels = x.shape().intDim(1);
        length = y.shape().intDim(3) * channels;
        width = x.shape().intDim(3) * channels;
        corners = new int[length];
        for (int i = 0; i < length; i++) {
            corners[i] = i / channels * 2 * channels + i % channels;
        }
        upper = new float[team.threads()][width + channels];
        lower = new float[team.threads()][width];
    }

    @Override
    public void run(int index, int worker) {
        float[] a = upper[worker];
        float[] b = lower[worker];
        long in = x.address() + 8L * index * width;
        Raw.load(in, a, 0, width);
        Raw.load(in + 4L * width, b, 0, width);
        Tile.maximum(a, b, b, width);
        neighbours(b, a, width - channels, channels);
        long out = y.address() + 4L * index * length;
        for (int i = 0; i < length; i++) {
            Raw.putFloat(out + 4L * i, a[corners[i]]);
        }
    }

    private static void neighbours(float[] x, float[] y, int n, int distance) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(x[i], x[i + distance]);
        }
    }
}
