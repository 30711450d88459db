package org.neocog.backend.onednn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.PoolingWindow;
import org.neocog.tensor.Shape;

/**
 * What {@link MaxPoolGradientKernel} computes, for windows over one or two dimensions and many channels, all channels of a window's element at a time:
 * by a kernel of vectors, or without branches on the bits of the numbers where that is not there or a maximum is NaN. One task per example.
 */
final class MaxPoolPlaneGradientKernel extends Kernel {
    /** Channels from which a loop over them pays. */
    private static final int FEW = 16;

    private static final int INFINITY = 0x7f800000;
    private static final int NAN = 0x7fc00000;

    /** What one thread works with: a row of the input, a row of the output, and the channels of one element. */
    private static final class Scratch {
        final float[] numbers;
        final int[] x;
        final float[] sum;
        final int[] greatest;
        final int[] open;
        final int[] claimed;
        final float[] share;
        final float[] maxima;
        final float[] left;

        Scratch(int in, int out, int channels) {
            numbers = new float[Math.max(in, out)];
            x = new int[in];
            sum = new float[in];
            greatest = new int[out];
            open = new int[out];
            claimed = new int[channels];
            share = new float[channels];
            maxima = new float[out];
            left = new float[out];
        }
    }

    private final @Nullable LaneChoice<LaneKernels.ClaimBody> choice;
    private LaneKernels.@Nullable ClaimBody body;
    private final Buffer x;
    private final Buffer y;
    private final Buffer dy;
    private final Buffer dx;
    private final WindowAxis height;
    private final WindowAxis width;
    private final int channels;
    private final int inRow;
    private final int outRow;
    private final Scratch[] scratch;

    MaxPoolPlaneGradientKernel(Team team, PoolingWindow window, Operand x, Operand y, Operand dy, Operand dx) {
        super(team, x.shape().dim(0), 4 * y.size() / y.shape().dim(0));
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        this.dy = uses(dy.buffer());
        this.dx = uses(dx.buffer());
        WindowAxis[] axes = WindowAxis.of(window, x.shape(), y.shape());
        height = axes[1];
        width = axes[2];
        channels = x.shape().intDim(1);
        inRow = width.in() * channels;
        outRow = width.out() * channels;
        LaneRuntime runtime = LaneRuntime.instance();
        boolean whole = runtime != null && channels % runtime.kernels().lanes() == 0;
        choice = runtime != null && whole ? runtime.warmUp().claim(runtime.kernels()) : null;
        scratch = new Scratch[team.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Scratch(inRow, outRow, channels);
        }
    }

    static boolean fits(Shape input) {
        return input.rank() <= 4 && input.dim(1) >= FEW;
    }

    @Override
    void run() {
        LaneKernels.ClaimBody now = choice == null ? null : choice.now();
        body = choice == null || now == null || choice.isSlow(now) ? null : now;
        super.run();
    }

    @Override
    public void run(int n, int worker) {
        Scratch s = scratch[worker];
        long in = 4L * n * height.in() * inRow;
        long out = 4L * n * height.out() * outRow;
        Raw.zero(dx.address() + in, 4L * height.in() * inRow);
        for (int ph = 0; ph < height.out(); ph++) {
            long row = out + 4L * ph * outRow;
            if (body != null && claimed(body, ph, row, in, s)) {
                continue;
            }
            load(y.address() + row, s.numbers, s.greatest, outRow);
            boolean nan = hasNan(s.greatest, outRow);
            if (nan) {
                unifyNan(s.greatest, outRow);
            }
            Raw.loadBits(dy.address() + row, s.open, 0, outRow);
            for (int h = height.first(ph); h < height.end(ph); h++) {
                long at = in + 4L * h * inRow;
                load(x.address() + at, s.numbers, s.x, inRow);
                if (nan) {
                    unifyNan(s.x, inRow);
                }
                Raw.load(dx.address() + at, s.sum, 0, inRow);
                share(s);
                Raw.store(s.sum, 0, dx.address() + at, inRow);
            }
        }
    }

    /** A row of windows by the kernel; false, with nothing done, if a maximum is not finite. */
    private boolean claimed(LaneKernels.ClaimBody kernel, int ph, long row, long in, Scratch s) {
        Raw.load(y.address() + row, s.maxima, 0, outRow);
        if (!isFinite(s.maxima, s.share)) {
            return false;
        }
        Raw.load(dy.address() + row, s.left, 0, outRow);
        for (int h = height.first(ph); h < height.end(ph); h++) {
            long at = in + 4L * h * inRow;
            Raw.load(x.address() + at, s.numbers, 0, inRow);
            Raw.load(dx.address() + at, s.sum, 0, inRow);
            for (int pw = 0; pw < width.out(); pw++) {
                for (int w = width.first(pw); w < width.end(pw); w++) {
                    kernel.run(s.numbers, w * channels, s.maxima, s.left, pw * channels, s.sum, channels);
                }
            }
            Raw.store(s.sum, 0, dx.address() + at, inRow);
        }
        return true;
    }

    /** Whether all numbers of a row are finite. */
    private boolean isFinite(float[] numbers, float[] check) {
        Arrays.fill(check, 0);
        for (int at = 0; at < outRow; at += channels) {
            for (int c = 0; c < channels; c++) {
                check[c] += numbers[at + c] * 0;
            }
        }
        float sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += check[c];
        }
        return sum == 0;
    }

    /** Adds to a row of the input's gradient what elements of that row claim of the output's. */
    private void share(Scratch s) {
        for (int pw = 0; pw < width.out(); pw++) {
            for (int w = width.first(pw); w < width.end(pw); w++) {
                claim(s.x, w * channels, s.greatest, s.open, pw * channels, s.claimed, channels);
                Raw.bitsToFloats(s.claimed, s.share, channels);
                add(s.share, s.sum, w * channels, channels);
            }
        }
    }

    /** Elements that equal their window's maximum take what nobody has taken yet. */
    private static void claim(int[] x, int at, int[] greatest, int[] open, int window, int[] claimed, int n) {
        for (int c = 0; c < n; c++) {
            int difference = x[at + c] ^ greatest[window + c];
            int differs = (difference | -difference) >> 31;
            int left = open[window + c];
            claimed[c] = left & ~differs;
            open[window + c] = left & differs;
        }
    }

    private static void add(float[] share, float[] sum, int at, int n) {
        for (int c = 0; c < n; c++) {
            sum[at + c] += share[c];
        }
    }

    /** Loads bits of numbers, in which zeros of both signs are equal. */
    private static void load(long address, float[] numbers, int[] bits, int n) {
        Raw.load(address, numbers, 0, n);
        for (int i = 0; i < n; i++) {
            numbers[i] += 0f;
        }
        Raw.floatsToBits(numbers, bits, n);
    }

    private static boolean hasNan(int[] bits, int n) {
        int found = 0;
        for (int i = 0; i < n; i++) {
            found |= INFINITY - (bits[i] & Integer.MAX_VALUE);
        }
        return found < 0;
    }

    private static void unifyNan(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            if ((bits[i] & Integer.MAX_VALUE) > INFINITY) {
                bits[i] = NAN;
            }
        }
    }
}
