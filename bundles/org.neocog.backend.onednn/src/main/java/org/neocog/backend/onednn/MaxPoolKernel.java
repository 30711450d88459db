package org.neocog.backend.onednn;

import org.neocog.graph.PoolingWindow;

/** Greatest element of each window, channels last; NaN if any is. One task per row of the output: rows first, then columns. */
final class MaxPoolKernel extends Kernel {
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
        results = new float[team.threads()][width.out() * channels];
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
        columns(max, results[worker]);
        Raw.store(results[worker], 0, y.address() + 4L * index * width.out() * channels, width.out() * channels);
    }

    private void columns(float[] max, float[] result) {
        for (int pw = 0; pw < width.out(); pw++) {
            int target = pw * channels;
            int from = width.first(pw);
            System.arraycopy(max, from * channels, result, target, channels);
            for (int w = from + 1; w < width.end(pw); w++) {
                int source = w * channels;
                for (int c = 0; c < channels; c++) {
                    result[target + c] = Math.max(result[target + c], max[source + c]);
                }
            }
        }
    }
}
