package org.neocog.backend.onednn;

/** The gradient of the input of a convolution without padding. One task per block and row of the input. */
final class LaneInputGradient extends Kernel {
    private final LaneChoice<LaneKernels.Rows> choice;
    private final Buffer filter;
    private final LaneArray dz;
    private final LaneArray dx;
    private final int outs;
    private final int ins;
    private final int height;
    private final int width;
    /** Distance of the row that each tap reads, for rows of the filter from the last to the first, and channels out. */
    private final int[] taps;

    private final float[] weights;
    private final float[] packed;
    private LaneKernels.Rows tile;

    LaneInputGradient(Team team, LaneRuntime runtime, Operand filter, LaneArray dz, LaneArray dx) {
        super(team, (long) dx.blocks() * dx.height, dz.width * filter.size() * dx.lanes / 64);
        this.filter = uses(filter.buffer());
        this.dz = dz;
        this.dx = dx;
        outs = filter.shape().intDim(0);
        ins = filter.shape().intDim(1);
        height = filter.shape().intDim(2);
        width = filter.shape().intDim(3);
        taps = new int[height * outs];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = i / outs * dz.row + i % outs * dz.plane;
        }
        weights = new float[Math.toIntExact(filter.size())];
        packed = new float[weights.length];
        LaneKernels.Rows found = runtime.kernels().rows(dz.width, width);
        if (found == null) {
            throw new IllegalStateException("onednn: there must be a kernel for rows of " + dz.width + ".");
        }
        choice = runtime.warmUp().rows(runtime.kernels(), found);
        tile = choice.now();
    }

    @Override
    void run() {
        tile = choice.now();
        Raw.load(filter.address(), weights, 0, weights.length);
        int to = 0;
        for (int c = 0; c < ins; c++) {
            for (int kh = height - 1; kh >= 0; kh--) {
                for (int o = 0; o < outs; o++) {
                    System.arraycopy(weights, ((o * ins + c) * height + kh) * width, packed, to, width);
                    to += width;
                }
            }
        }
        if (choice.isSlow(tile)) {
            runAlone();
        } else {
            super.run();
        }
    }

    @Override
    public void run(int index, int worker) {
        int block = index / dx.height;
        int h = index % dx.height;
        int first = h - height + 1;
        int start = Math.max(0, -first);
        int end = Math.min(height, dz.height - first);
        for (int c = 0; c < ins; c++) {
            int weight = (c * height + start) * outs * width;
            int from = dz.index(block, 0, first, 0);
            int to = dx.index(block, c, h, 0);
            tile.body().run(dz.data, from, taps, start * outs, end * outs, packed, weight, dx.data, to);
        }
    }
}
