package org.neocog.backend.onednn;

import org.neocog.graph.NormalizationOp.LocalResponseNormalizationGradient;

/**
 * {@code dx[c] = dy[c] s[c]^-beta - 2 beta alpha / size x[c] sum of dy[j] x[j] s[j]^(-beta-1)}, s the base of the power, j the channels around
 * c; channels last. One task per example. The library's own fails on small numbers of channels.
 */
final class LocalResponseGradientKernel extends Kernel {
    private final Buffer x;
    private final Buffer dy;
    private final Buffer dx;
    private final int channels;
    private final int plane;
    private final int half;
    private final double share;
    private final double beta;
    private final double k;
    private final double[][][] scratch;

    LocalResponseGradientKernel(Team team, LocalResponseNormalizationGradient op, Operand x, Operand dy, Operand dx) {
        super(team, x.shape().dim(0), 30 * x.size() / x.shape().dim(0));
        this.x = uses(x.buffer());
        this.dy = uses(dy.buffer());
        this.dx = uses(dx.buffer());
        channels = x.shape().intDim(1);
        plane = x.shape().range(2, x.shape().rank()).intSize();
        half = op.size() / 2;
        share = op.alpha() / op.size();
        beta = op.beta();
        k = op.k();
        scratch = new double[team.threads()][3][channels];
    }

    @Override
    public void run(int n, int worker) {
        double[] squares = scratch[worker][0];
        double[] powers = scratch[worker][1];
        double[] products = scratch[worker][2];
        for (int position = 0; position < plane; position++) {
            column(4L * (n * (long) plane + position) * channels, squares, powers, products);
        }
    }

    private void column(long at, double[] squares, double[] powers, double[] products) {
        for (int c = 0; c < channels; c++) {
            double value = Raw.getFloat(x.address() + at + 4L * c);
            squares[c] = value * value;
        }
        for (int c = 0; c < channels; c++) {
            double base = k + share * around(squares, c);
            powers[c] = beta == 0.75 ? 1 / Math.sqrt(base * Math.sqrt(base)) : Math.pow(base, -beta);
            double product = Raw.getFloat(dy.address() + at + 4L * c) * Raw.getFloat(x.address() + at + 4L * c);
            products[c] = product * powers[c] / base;
        }
        for (int c = 0; c < channels; c++) {
            double direct = Raw.getFloat(dy.address() + at + 4L * c) * powers[c];
            double indirect = 2 * beta * share * Raw.getFloat(x.address() + at + 4L * c) * around(products, c);
            Raw.putFloat(dx.address() + at + 4L * c, (float) (direct - indirect));
        }
    }

    private double around(double[] values, int c) {
        double sum = 0;
        int end = (int) Math.min(channels, (long) c + half + 1);
        for (int j = Math.max(0, c - half); j < end; j++) {
            sum += values[j];
        }
        return sum;
    }
}
