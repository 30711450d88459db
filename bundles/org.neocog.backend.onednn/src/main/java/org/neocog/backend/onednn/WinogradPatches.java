package org.neocog.backend.onednn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Patches of 4 x 4 pixels around the tiles of 2 x 2 pixels of a convolution's result, as its product wants them. */
final class WinogradPatches {
    private static final int POINTS = WinogradFilter.POINTS;

    private final Operand x;
    private final WinogradTiling tiling;
    private final int padTop;
    private final int padLeft;
    private final int channels;
    private final int height;
    private final int width;
    private final LaneChoice<LaneKernels.PatchBody> patches;
    private LaneKernels.@Nullable PatchBody patch;

    /** @param x {@code [n, channels, h, w]}, channels last */
    WinogradPatches(LaneRuntime runtime, Operand x, int padTop, int padLeft, WinogradTiling tiling) {
        this.x = x;
        this.tiling = tiling;
        this.padTop = padTop;
        this.padLeft = padLeft;
        channels = x.shape().intDim(1);
        height = x.shape().intDim(2);
        width = x.shape().intDim(3);
        patches = runtime.warmUp().patch(runtime.kernels());
    }

    /** Floats of a room in which patches are made. */
    int room() {
        int chunk = tiling.chunk();
        return (4 * pixels(chunk) + POINTS * chunk) * channels;
    }

    private static int pixels(int tiles) {
        return 2 * tiles + 2;
    }

    boolean isReady() {
        return !patches.isSlow(patches.now());
    }

    /** Takes the fastest kernel that there is by now. Before a round of tasks. */
    void choose() {
        patch = patches.now();
    }

    /**
     * Transforms the patches of {@code n} tiles of a row.
     *
     * @param place of the first of them in their block
     * @param into 16 planes of {@code [tilesPerBlock, channels]}
     */
    void transform(int tileNumber, int n, int place, Buffer into, float[] room) {
        LaneKernels.PatchBody body = patch;
        if (body == null) {
            throw new IllegalStateException("onednn: a kernel must be chosen before patches are made, but none is.");
        }
        int row = tileNumber / tiling.columns();
        int column = tileNumber % tiling.columns();
        int length = pixels(n) * channels;
        for (int h = 0; h < 4; h++) {
            loadRow(
                    row / tiling.rows(),
                    2 * (row % tiling.rows()) + h - padTop,
                    2 * column - padLeft,
                    pixels(n),
                    room,
                    h * length);
        }
        int plane = n * channels;
        int to = 4 * length;
        body.run(room, 0, length, channels, n, room, to, plane);
        for (int e = 0; e < POINTS; e++) {
            long tile = (long) e * tiling.tilesPerBlock() + place;
            Raw.store(room, to + e * plane, into.address() + 4 * tile * channels, plane);
        }
    }

    /** Pixels of a row of the input, zero around it. */
    private void loadRow(int example, int row, int column, int count, float[] room, int at) {
        int first = Math.max(0, -column);
        int end = row < 0 || row >= height ? first : Math.min(count, width - column);
        if (end <= first) {
            Arrays.fill(room, at, at + count * channels, 0);
            return;
        }
        Arrays.fill(room, at, at + first * channels, 0);
        long pixel = ((long) example * height + row) * width + column + first;
        Raw.load(x.buffer().address() + 4 * pixel * channels, room, at + first * channels, (end - first) * channels);
        Arrays.fill(room, at + end * channels, at + count * channels, 0);
    }
}
