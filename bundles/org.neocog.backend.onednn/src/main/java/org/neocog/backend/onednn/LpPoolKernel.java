package org.neocog.backend.onednn;

import org.neocog.graph.PoolingWindow;

/**
 * Lp norm of each window, channels last. The greatest magnitude is taken out of the sum, so that no power overflows. One task per example.
 */
final class LpPoolKernel extends Kernel {
    /** The geometry that norm and gradient share. */
    private record Windows(WindowAxis depth, WindowAxis height, WindowAxis width, int channels) {
        static Windows of(PoolingWindow window, Operand x, Operand y) {
            WindowAxis[] axes = WindowAxis.of(window, x.shape(), y.shape());
            return new Windows(axes[0], axes[1], axes[2], x.shape().intDim(1));
        }

        long inBytes() {
            return 4L * depth.in() * height.in() * width.in() * channels;
        }

        long outBytes() {
            return 4L * depth.out() * height.out() * width.out() * channels;
        }

        long at(int d, int h, int w, int c) {
            return 4L * (((long) (d * height.in() + h) * width.in() + w) * channels + c);
        }

        /** Calls {@code visit} with the address of each element of the window of output element {@code out}. */
        void visit(int out, long example, Visitor visit) {
            int c = out % channels;
            int pw = out / channels % width.out();
            int ph = out / channels / width.out() % height.out();
            int pd = out / channels / width.out() / height.out();
            for (int d = depth.first(pd); d < depth.end(pd); d++) {
                for (int h = height.first(ph); h < height.end(ph); h++) {
                    for (int w = width.first(pw); w < width.end(pw); w++) {
                        visit.element(example + at(d, h, w, c));
                    }
                }
            }
        }
    }

    private interface Visitor {
        void element(long offset);
    }

    /** Reads magnitudes of one window. */
    private static final class Norm implements Visitor {
        private final double p;
        long base;
        double greatest;
        double sum;
        boolean summing;

        Norm(double p) {
            this.p = p;
        }

        @Override
        public void element(long offset) {
            double magnitude = Math.abs(Raw.getFloat(base + offset));
            if (summing) {
                sum += Math.pow(magnitude / greatest, p);
            } else {
                greatest = Math.max(greatest, magnitude);
            }
        }
    }

    private final Windows windows;
    private final double p;
    private final Buffer x;
    private final Buffer y;
    private final Norm[] norms;

    LpPoolKernel(Team team, PoolingWindow window, double p, Operand x, Operand y) {
        super(team, x.shape().dim(0), 50 * x.size() / x.shape().dim(0));
        windows = Windows.of(window, x, y);
        this.p = p;
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        norms = new Norm[team.threads()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = new Norm(p);
        }
    }

    @Override
    public void run(int n, int worker) {
        Norm norm = norms[worker];
        norm.base = x.address();
        long example = n * windows.inBytes();
        long target = y.address() + n * windows.outBytes();
        int count = (int) (windows.outBytes() / 4);
        for (int i = 0; i < count; i++) {
            norm.greatest = 0;
            norm.sum = 0;
            norm.summing = false;
            windows.visit(i, example, norm);
            double result = norm.greatest;
            if (result > 0 && result < Double.POSITIVE_INFINITY) {
                norm.summing = true;
                windows.visit(i, example, norm);
                result *= Math.pow(norm.sum, 1 / p);
            }
            Raw.putFloat(target + 4L * i, (float) result);
        }
    }

    /** The derivative by x; see the op. */
    static final class Gradient extends Kernel {
        private final Windows windows;
        private final Buffer dy;
        private final Buffer y;
        private final Buffer dx;
        private final Share[] shares;

        Gradient(Team team, PoolingWindow window, double p, Operand x, Operand y, Operand dy, Operand dx) {
            super(team, x.shape().dim(0), 50 * x.size() / x.shape().dim(0));
            windows = Windows.of(window, x, y);
            this.y = uses(y.buffer());
            this.dy = uses(dy.buffer());
            this.dx = uses(dx.buffer());
            Buffer input = uses(x.buffer());
            shares = new Share[team.threads()];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = new Share(p, input, dx.buffer());
            }
        }

        @Override
        public void run(int n, int worker) {
            long example = n * windows.inBytes();
            Raw.zero(dx.address() + example, windows.inBytes());
            Share share = shares[worker];
            int count = (int) (windows.outBytes() / 4);
            for (int i = 0; i < count; i++) {
                long at = n * windows.outBytes() + 4L * i;
                share.norm = Raw.getFloat(y.address() + at);
                share.gradient = Raw.getFloat(dy.address() + at);
                if (share.norm != 0) {
                    windows.visit(i, example, share);
                }
            }
        }
    }

    /** Adds the share of one window to the gradient of its elements. */
    private static final class Share implements Visitor {
        private final double p;
        private final Buffer x;
        private final Buffer dx;
        double norm;
        double gradient;

        Share(double p, Buffer x, Buffer dx) {
            this.p = p;
            this.x = x;
            this.dx = dx;
        }

        @Override
        public void element(long offset) {
            double value = Raw.getFloat(x.address() + offset);
            double share = gradient * Math.signum(value) * Math.pow(Math.abs(value) / norm, p - 1);
            Raw.putFloat(dx.address() + offset, (float) (Raw.getFloat(dx.address() + offset) + share));
        }
    }
}
