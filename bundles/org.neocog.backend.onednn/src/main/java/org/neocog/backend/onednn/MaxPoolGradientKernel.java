package org.neocog.backend.onednn;

import org.neocog.graph.PoolingWindow;

/** Adds each element of the gradient to the first element of its window that is the window's maximum. One task per example. */
final class MaxPoolGradientKernel extends Kernel {
    private final Buffer x;
    private final Buffer y;
    private final Buffer dy;
    private final Buffer dx;
    private final WindowAxis depth;
    private final WindowAxis height;
    private final WindowAxis width;
    private final int channels;

    MaxPoolGradientKernel(Team team, PoolingWindow window, Operand x, Operand y, Operand dy, Operand dx) {
        super(team, x.shape().dim(0), 8 * y.size() / y.shape().dim(0));
        this.x = uses(x.buffer());
        this.y = uses(y.buffer());
        this.dy = uses(dy.buffer());
        this.dx = uses(dx.buffer());
        WindowAxis[] axes = WindowAxis.of(window, x.shape(), y.shape());
        depth = axes[0];
        height = axes[1];
        width = axes[2];
        channels = x.shape().intDim(1);
    }

    @Override
    public void run(int n, int worker) {
        long plane = 4L * depth.in() * height.in() * width.in() * channels;
        Raw.zero(dx.address() + n * plane, plane);
        long out = 4L * n * depth.out() * height.out() * width.out() * channels;
        for (int pd = 0; pd < depth.out(); pd++) {
            for (int ph = 0; ph < height.out(); ph++) {
                for (int pw = 0; pw < width.out(); pw++) {
                    for (int c = 0; c < channels; c++) {
                        long at = n * plane + first(n * plane, Raw.getFloat(y.address() + out), pd, ph, pw, c);
                        float sum = Raw.getFloat(dx.address() + at) + Raw.getFloat(dy.address() + out);
                        Raw.putFloat(dx.address() + at, sum);
                        out += 4;
                    }
                }
            }
        }
    }

    /** Offset in bytes, within the example, of the first element of a window that is {@code greatest}. */
    private long first(long example, float greatest, int pd, int ph, int pw, int c) {
        boolean nan = Float.isNaN(greatest);
        for (int d = depth.first(pd); d < depth.end(pd); d++) {
            for (int h = height.first(ph); h < height.end(ph); h++) {
                for (int w = width.first(pw); w < width.end(pw); w++) {
                    long at = 4L * (((long) (d * height.in() + h) * width.in() + w) * channels + c);
                    float value = Raw.getFloat(x.address() + example + at);
                    if (value == greatest || nan && Float.isNaN(value)) {
                        return at;
                    }
                }
            }
        }
        throw new IllegalStateException("onednn: a window must hold its maximum, but maximum=" + greatest
                + ", window at " + pd + ", " + ph + ", " + pw + ".");
    }
}
