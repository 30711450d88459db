package org.neocog.backend.onednn;

import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionGeometry;

/**
 * Convolution with bias, then ReLU and maximum pooling of 2 x 2: as ReLU keeps order, it is applied to the maxima only. One task per block and row
 * of maxima.
 */
final class LaneConvolution extends Kernel {
    private final LaneChoice<LaneKernels.Convolution> choice;
    private final LaneChoice<LaneKernels.PoolBody> pooling;
    private final Buffer filter;
    private final @Nullable Buffer bias;
    private final LaneArray x;
    private final LaneArray z;
    private final LaneArray y;
    private final LaneTaps taps;
    private final float[] weights;
    private final float[] packed;
    private final float[] offsets;
    private LaneKernels.Convolution tile;
    private LaneKernels.PoolBody pool;
    private boolean exact;

    LaneConvolution(
            Team team,
            LaneRuntime runtime,
            ConvolutionGeometry geometry,
            Operand filter,
            @Nullable Operand bias,
            LaneArray x,
            LaneArray z,
            LaneArray y) {
        super(team, (long) y.blocks() * y.height, 2L * z.width * filter.size() * x.lanes / 64);
        this.filter = uses(filter.buffer());
        this.bias = bias == null ? null : uses(bias.buffer());
        this.x = x;
        this.z = z;
        this.y = y;
        taps = LaneTaps.of(filter.shape(), geometry, x);
        weights = new float[Math.toIntExact(filter.size())];
        // The last tile may overlap the one before it.
        packed = new float[2 * weights.length];
        offsets = new float[z.channels];
        choice = runtime.warmUp().convolution(runtime.kernels(), z.channels, z.width);
        pooling = runtime.warmUp().pool(runtime.kernels());
        tile = choice.now();
        pool = pooling.now();
    }

    @Override
    void run() {
        Raw.load(filter.address(), weights, 0, weights.length);
        if (bias != null) {
            Raw.load(bias.address(), offsets, 0, offsets.length);
        }
        tile = choice.now();
        pool = pooling.now();
        exact = taps.isPadded() && !LaneTaps.isFinite(weights);
        taps.pack(weights, tile.outs(), packed);
        if (choice.isSlow(tile)) {
            runAlone();
        } else {
            super.run();
        }
    }

    @Override
    public void run(int index, int worker) {
        int block = index / y.height;
        int row = index % y.height;
        for (int h = 2 * row; h < 2 * row + 2; h++) {
            if (exact) {
                taps.convolveRow(x, weights, offsets, z, block, h);
            } else {
                convolve(block, h);
            }
        }
        for (int c = 0; c < z.channels; c++) {
            int from = z.index(block, c, 2 * row, 0);
            pool.run(z.data, from, z.row, y.data, y.index(block, c, row, 0), y.width);
        }
    }

    private void convolve(int block, int h) {
        int outs = tile.outs();
        int columns = tile.columns();
        int from = taps.corner(x, block, h);
        int part = taps.count() * outs;
        int tiles = (z.channels + outs - 1) / outs;
        for (int i = 0; i < tiles; i++) {
            int c = Math.min(i * outs, z.channels - outs);
            for (int w = 0; w < z.width; w += columns) {
                int column = Math.min(w, z.width - columns);
                tile.body()
                        .run(
                                x.data,
                                from + column * x.lanes,
                                taps.distances(),
                                0,
                                taps.count(),
                                packed,
                                i * part,
                                offsets,
                                c,
                                z.data,
                                z.index(block, c, h, column),
                                z.plane);
            }
        }
    }
}
