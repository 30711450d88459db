package org.neocog.backend.onednn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.tensor.Shape;

/**
 * The gradients of filter and bias. One task per tile of channels out, channel in and row of the filter; each sums up all pixels of all examples,
 * lane by lane, and the lanes in the end.
 */
final class LaneFilterGradient extends Kernel {
    private final LaneChoice<LaneKernels.Filter> choice;
    private final LaneArray x;
    private final LaneArray dz;
    private final Buffer filter;
    private final @Nullable Buffer bias;
    private final float[] sums;
    private final LaneTaps taps;
    private final int outs;
    private final int ins;
    private final int height;
    private final int width;
    private final int[] pixels;
    private final float[][] tiles;
    private final float[] gradient;
    private final float[] biasGradient;
    private final int perTile;
    private LaneKernels.Filter tile;

    LaneFilterGradient(
            Team team,
            LaneRuntime runtime,
            ConvolutionGeometry geometry,
            LaneArray x,
            LaneArray dz,
            Operand filter,
            @Nullable Operand bias,
            float[] sums) {
        super(
                team,
                filter.shape().dim(0) * filter.shape().dim(1) * filter.shape().dim(2),
                work(x, dz, filter.shape()));
        Shape shape = filter.shape();
        this.x = x;
        this.dz = dz;
        this.filter = uses(filter.buffer());
        this.bias = bias == null ? null : uses(bias.buffer());
        this.sums = sums;
        taps = LaneTaps.of(shape, geometry, x);
        outs = shape.intDim(0);
        ins = shape.intDim(1);
        height = shape.intDim(2);
        width = shape.intDim(3);
        perTile = ins * height;
        pixels = new int[dz.height * dz.width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i / dz.width * x.row + i % dz.width * x.lanes;
        }
        tiles = new float[team.threads()][outs * width * x.lanes];
        gradient = new float[Math.toIntExact(shape.size())];
        biasGradient = new float[outs];
        choice = runtime.warmUp().filter(runtime.kernels(), outs, width);
        tile = choice.now();
    }

    private static long work(LaneArray x, LaneArray dz, Shape filter) {
        return (long) x.blocks() * dz.height * dz.width * x.lanes * filter.dim(3) / 64;
    }

    @Override
    void run() {
        tile = choice.now();
        if (choice.isSlow(tile)) {
            runAlone();
        } else {
            super.run();
        }
        if (taps.isPadded() && !LaneTaps.isFinite(gradient)) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = taps.gradient(x, dz, i);
            }
        }
        Raw.store(gradient, 0, filter.address(), gradient.length);
        if (bias != null) {
            sumBias();
            Raw.store(biasGradient, 0, bias.address(), outs);
        }
    }

    private void sumBias() {
        int step = outs * x.lanes;
        for (int o = 0; o < outs; o++) {
            float sum = 0;
            for (int n = 0; n < x.batch; n++) {
                sum += sums[n / x.lanes * step + o * x.lanes + n % x.lanes];
            }
            biasGradient[o] = sum;
        }
    }

    @Override
    public void run(int index, int worker) {
        int number = index / perTile * tile.outs();
        if (number >= outs) {
            return;
        }
        int o = Math.min(number, outs - tile.outs());
        int c = index % perTile / height;
        int kh = index % height;
        float[] lanes = tiles[worker];
        Arrays.fill(lanes, 0);
        for (int block = 0; block < x.blocks(); block++) {
            int from = taps.corner(x, block, 0) + c * x.plane + kh * x.row;
            int to = dz.index(block, o, 0, 0);
            tile.body().run(x.data, from, pixels, 0, pixels.length, dz.data, to, dz.plane, lanes, 0);
        }
        for (int i = number - o; i < tile.outs(); i++) {
            for (int kw = 0; kw < width; kw++) {
                int at = (i * width + kw) * x.lanes;
                float sum = 0;
                for (int lane = 0; lane < x.lanes; lane++) {
                    sum += lanes[at + lane];
                }
                gradient[(((o + i) * ins + c) * height + kh) * width + kw] = sum;
            }
        }
    }
}
