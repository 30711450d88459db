package org.neocog.backend.onednn;

import java.util.Arrays;
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
    private final Scratch[] scratch;

    /** Rows of the input that one thread works with: what is the greatest so far, and two that are looked at together; that saves reading it again. */
    private static final class Scratch {
        final float[] greatest;
        final float[] one;
        final float[] other;
        final float[] result;

        Scratch(int length) {
            greatest = new float[length];
            one = new float[length];
            other = new float[length];
            result = new float[length];
        }
    }

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
        scratch = new Scratch[team.threads()];
        Arrays.setAll(scratch, worker -> new Scratch(width.in() * channels));
    }

    @Override
    public void run(int index, int worker) {
        Scratch s = scratch[worker];
        rows(index, s);
        boolean together = width.size() <= width.in() && width.in() <= MUCH * width.out();
        if (together) {
            columns(s);
        }
        long target = y.address() + 4L * index * width.out() * channels;
        for (int pw = 0; pw < width.out(); pw++) {
            int from = width.first(pw);
            if (together && width.end(pw) - from == width.size()) {
                Raw.store(s.result, from * channels, target + 4L * pw * channels, channels);
            } else {
                window(s.greatest, from, width.end(pw), s.one);
                Raw.store(s.one, 0, target + 4L * pw * channels, channels);
            }
        }
    }

    /** Maxima of the rows of a window, for each column. */
    private void rows(int index, Scratch s) {
        int ph = index % height.out();
        int pd = index / height.out() % depth.out();
        long n = index / height.out() / depth.out();
        int length = s.greatest.length;
        int high = height.end(ph) - height.first(ph);
        int count = (depth.end(pd) - depth.first(pd)) * high;
        for (int i = 0; i < count; i++) {
            long plane = n * depth.in() + depth.first(pd) + i / high;
            long row = plane * height.in() + height.first(ph) + i % high;
            float[] into = i == 0 ? s.greatest : i % 2 == 1 ? s.one : s.other;
            Raw.load(x.address() + 4 * length * row, into, 0, length);
            take(s, s.greatest, i, count, length);
        }
    }

    /** Maxima of as many columns as a window has, from each column on: loops over a whole row, of which Java makes vectors. */
    private void columns(Scratch s) {
        int length = s.greatest.length;
        System.arraycopy(s.greatest, 0, s.result, 0, length);
        for (int i = 1; i < width.size(); i++) {
            int left = length - i * channels;
            System.arraycopy(s.greatest, i * channels, i % 2 == 1 ? s.one : s.other, 0, left);
            take(s, s.result, i, width.size(), left);
        }
    }

    /** Takes what was loaded as number {@code i} into the maxima, at every other number or at the last. */
    private static void take(Scratch s, float[] maxima, int i, int count, int n) {
        if (i > 0 && i % 2 == 0) {
            Tile.maximum(maxima, s.one, s.other, maxima, n);
        } else if (i % 2 == 1 && i == count - 1) {
            Tile.maximum(maxima, s.one, maxima, n);
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
