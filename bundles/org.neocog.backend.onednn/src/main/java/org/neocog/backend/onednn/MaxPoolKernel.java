package org.neocog.backend.onednn;

import org.neocog.graph.PoolingWindow;

/** Greatest element of each window, channels last; NaN if any is. One task per row of the output: rows first, then columns. */
final class MaxPoolKernel extends Kernel {
    /** Up to how many columns a window it pays to look at all columns, whether a window begins there or not. */
    private static final int MUCH = 4;

    private final Buffer x;
    private final Buffer y;
    private final WindowAxis depth;
    private final WindowAxis height;
    private final WindowAxis width;
    private final int channels;
    private final float[][] greatest;
    private final float[][] rows;
    private final float[][] results;

    MaxPoolKernel(Team team, PoolingWindow window, Operand x, Operand y) {
        super(
                team,
                y.size() / y.shape().dim(1) / y.shape().dim(-1),
                x.shape().dim(-1) * x.shape().dim(1) * window.size().get(0) / 2);
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        WindowAxis[] axes = WindowAxis.of(window, x.shape(), y.shape());
        depth = axes[0];
        height = axes[1];
        width = axes[2];
        channels = x.shape().intDim(1);
        greatest = new float[team.threads()][width.in() * channels];
        rows = new float[team.threads()][width.in() * channels];
        results = new float[team.threads()][width.in() * channels];
    }

    @Override
    public void run(int index, int worker) {
        int ph = index % height.out();
        int pd = index / height.out() % depth.out();
        long n = index / height.out() / depth.out();
        float[] max = greatest[worker];
        float[] row = rows[worker];
        int length = width.in() * channels;
        boolean first = true;
        for (int d = depth.first(pd); d < depth.end(pd); d++) {
            for (int h = height.first(ph); h < height.end(ph); h++) {
                long address = x.address() + 4L * length * ((n * depth.in() + d) * height.in() + h);
                Raw.load(address, first ? max : row, 0, length);
                if (!first) {
                    Tile.maximum(max, row, max, length);
                }
                first = false;
            }
        }
        long target = y.address() + 4L * index * width.out() * channels;
        boolean overlapping = width.size() <= width.in() && width.in() <= MUCH * width.out();
        if (overlapping) {
            columns(max, row, results[worker]);
        }
        for (int pw = 0; pw < width.out(); pw++) {
            int from = width.first(pw);
            if (overlapping && width.end(pw) - from == width.size()) {
                Raw.store(results[worker], from * channels, target + 4L * pw * channels, channels);
            } else {
                window(max, from, width.end(pw), row);
                Raw.store(row, 0, target + 4L * pw * channels, channels);
            }
        }
    }

    /** Maxima of as many columns as a window has, from each column on: loops over a whole row, of which Java makes vectors. */
    private void columns(float[] max, float[] row, float[] result) {
        int length = max.length;
        System.arraycopy(max, 0, result, 0, length);
        for (int column = 1; column < width.size(); column++) {
            int left = length - column * channels;
            System.arraycopy(max, column * channels, row, 0, left);
            Tile.maximum(result, row, result, left);
        }
    }

    /** Maxima of one window. */
    private void window(float[] max, int first, int end, float[] result) {
        System.arraycopy(max, first * channels, result, 0, channels);
        for (int w = first + 1; w < end; w++) {
            for (int c = 0; c < channels; c++) {
                result[c] = Math.max(result[c], max[w * channels + c]);
            }
        }
    }
}
