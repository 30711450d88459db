package org.neocog.backend.onednn;

import java.util.Arrays;

/** The gradient of what {@link LaneConvolution} does to the sums of its taps, and its sum per channel and lane. One task per block and channel. */
final class LanePoolGradient extends Kernel {
    private final LaneChoice<LaneKernels.PoolGradientBody> choice;
    private final LaneArray z;
    private final LaneArray y;
    private final LaneArray dy;
    private final LaneArray dz;
    private final float[] sums;
    private LaneKernels.PoolGradientBody body;

    LanePoolGradient(
            Team team, LaneRuntime runtime, LaneArray z, LaneArray y, LaneArray dy, LaneArray dz, float[] sums) {
        super(team, (long) z.blocks() * z.channels, (long) z.height * z.width * z.lanes / 8);
        this.z = z;
        this.y = y;
        this.dy = dy;
        this.dz = dz;
        this.sums = sums;
        choice = runtime.warmUp().poolGradient(runtime.kernels());
        body = choice.now();
    }

    @Override
    void run() {
        body = choice.now();
        Arrays.fill(sums, 0);
        if (choice.isSlow(body)) {
            runAlone();
        } else {
            super.run();
        }
    }

    @Override
    public void run(int index, int worker) {
        int block = index / z.channels;
        int c = index % z.channels;
        for (int h = 0; h < y.height; h++) {
            body.run(
                    z.data,
                    z.index(block, c, 2 * h, 0),
                    z.row,
                    y.data,
                    y.index(block, c, h, 0),
                    dy.data,
                    dy.index(block, c, h, 0),
                    dz.data,
                    dz.index(block, c, 2 * h, 0),
                    dz.row,
                    y.width,
                    sums,
                    index * z.lanes);
        }
    }
}
