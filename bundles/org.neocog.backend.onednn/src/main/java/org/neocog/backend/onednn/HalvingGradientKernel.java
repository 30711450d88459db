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
    private final int channels;
    private final int outHeight;
    private final int outWidth;
    private final int inHeight;
    private final int inWidth;
    private final int[][][] scratch;

    HalvingGradientKernel(Team team, Operand x, Operand y, Operand dy, Operand dx) {
        super(
                team,
                y.shape().dim(0) * y.shape().dim(2),
                4 * y.shape().dim(1) * y.shape().dim(3));
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        this.dy = uses(dy.buffer());
        this.dx = uses(dx.buffer());
        channels = x.shape().intDim(1);
        outHeight = y.shape().intDim(2);
        outWidth = y.shape().intDim(3);
        inHeight = x.shape().intDim(2);
        inWidth = x.shape().intDim(3);
        scratch = new int[team.threads()][8][inWidth * channels];
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
    public void run(int row, int worker) {
        long n = row / outHeight;
        int h = row % outHeight * 2;
        int length = outWidth * channels;
        int[][] work = scratch[worker];
        Raw.loadBits(y.address() + 4L * row * length, work[0], 0, length);
        Raw.loadBits(dy.address() + 4L * row * length, work[1], 0, length);
        long input = 4L * (n * inHeight + h) * inWidth * channels;
        long rowBytes = 4L * inWidth * channels;
        Raw.loadBits(x.address() + input, work[2], 0, inWidth * channels);
        Raw.loadBits(x.address() + input + rowBytes, work[3], 0, inWidth * channels);
        canonical(work[0], length);
        canonical(work[2], inWidth * channels);
        canonical(work[3], inWidth * channels);
        gather(work[2], work[4], work[5]);
        gather(work[3], work[6], work[7]);
        choose(work, length);
        scatter(work[4], work[5], work[2]);
        scatter(work[6], work[7], work[3]);
        Raw.storeBits(work[2], 0, dx.address() + input, inWidth * channels);
        Raw.storeBits(work[3], 0, dx.address() + input + rowBytes, inWidth * channels);
    }

    /** Makes equal numbers equal bits: -0 becomes 0, and every NaN the same. */
    private static void canonical(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            int magnitude = bits[i] & 0x7fffffff;
            int zero = (magnitude | -magnitude) >> 31;
            int nan = (0x7f800000 - magnitude) >> 31;
            bits[i] = bits[i] & zero & ~nan | nan & 0x7fc00000;
        }
    }

    /** Splits a row into its left and right columns. */
    private void gather(int[] row, int[] left, int[] right) {
        for (int w = 0; w < outWidth; w++) {
            for (int c = 0; c < channels; c++) {
                left[w * channels + c] = row[2 * w * channels + c];
                right[w * channels + c] = row[(2 * w + 1) * channels + c];
            }
        }
    }

    private void scatter(int[] left, int[] right, int[] row) {
        for (int w = 0; w < outWidth; w++) {
            for (int c = 0; c < channels; c++) {
                row[2 * w * channels + c] = left[w * channels + c];
                row[(2 * w + 1) * channels + c] = right[w * channels + c];
            }
        }
    }

    /** Gives the gradient to the first of four that equals the maximum, and nothing to the others. */
    private static void choose(int[][] work, int n) {
        choose(work[0], work[1], work[4], work[5], work[6], work[7], n);
    }

    private static void choose(int[] y, int[] dy, int[] a, int[] b, int[] c, int[] d, int n) {
        for (int i = 0; i < n; i++) {
            int da = a[i] ^ y[i];
            int db = b[i] ^ y[i];
            int dc = c[i] ^ y[i];
            int notA = (da | -da) >> 31;
            int notB = (db | -db) >> 31;
            int notC = (dc | -dc) >> 31;
            a[i] = dy[i] & ~notA;
            b[i] = dy[i] & notA & ~notB;
            c[i] = dy[i] & notA & notB & ~notC;
            d[i] = dy[i] & notA & notB & notC;
        }
    }
}
