package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of 3 x 3 that multiplies 16 times for 4 pixels instead of 36 times: patches of 4 x 4 pixels are transformed, the library multiplies them
 * by the transformed filter, point by point of the patch a product of matrices, and the transformed products are tiles of 2 x 2 pixels. One
 * task per block of rows of tiles, small enough for what it computes to stay in a cache.
 *
 * <p>An infinity or NaN would spread over its tile, and large numbers can overflow where a direct sum would not: when a result is not finite, the
 * whole is computed again by other commands.
 *
 * <p>Source: A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks", 2016, §4.1 (F(2x2, 3x3)).
 */
final class WinogradConvolution extends Command implements Team.Task {
    private static final int POINTS = WinogradFilter.POINTS;

    /** What one thread needs: the product, and where its operands lie. */
    record Part(PrimitiveCommand product, Buffer patches, Buffer products) {}

    /**
     * @param bias one number per channel, or null
     * @param added what is added to the result, or null
     * @param relu whether negative numbers become zero
     */
    record Tail(@Nullable Operand bias, @Nullable Operand added, boolean relu) {}

    private final Team team;
    private final Natives natives;
    private final WinogradPatches patches;
    private final LaneChoice<LaneKernels.TileBody> tiles;
    private final Operand y;
    private final Tail tail;
    private final WinogradTiling tiling;
    private final int out;
    private final float[] bias;
    private final Runnable single;
    private final List<Part> parts = new ArrayList<>();
    private final List<Command> exact;
    private final long work;
    private LaneKernels.TileBody tile;
    private volatile boolean suspicious;

    /**
     * @param x {@code [n, channels, h, w]}, channels last
     * @param y likewise
     * @param exact what computes the same another way
     */
    WinogradConvolution(
            Lowering to,
            LaneRuntime runtime,
            Operand x,
            int padTop,
            int padLeft,
            Tail tail,
            WinogradTiling tiling,
            Operand y,
            List<Command> exact) {
        team = to.team();
        natives = to.natives();
        this.y = y;
        this.tail = tail;
        this.tiling = tiling;
        this.exact = exact;
        int in = x.shape().intDim(1);
        out = y.shape().intDim(1);
        bias = new float[out];
        single = OneDnnLibrary.threads(1);
        patches = new WinogradPatches(runtime, x, padTop, padLeft, tiling);
        tiles = runtime.warmUp().tile(runtime.kernels());
        tile = tiles.now();
        work = (long) tiling.tilesPerBlock() * POINTS * in * out / 64;
        uses(x.buffer());
        uses(y.buffer());
        if (tail.bias != null) {
            uses(tail.bias.buffer());
        }
        if (tail.added != null) {
            uses(tail.added.buffer());
        }
        exact.forEach(command -> command.buffers().forEach(this::uses));
        int chunk = tiling.chunk();
        to.countHeap(team.reserve(Math.max(patches.room(), (POINTS + 4) * chunk * out + out)));
    }

    void add(Part part) {
        parts.add(part);
        part.product.buffers().forEach(this::uses);
        uses(part.patches);
        uses(part.products);
        describe("winograd:" + part.product.kernel());
    }

    @Override
    void bind() {
        parts.forEach(part -> part.product.bind());
        exact.forEach(Command::bind);
    }

    @Override
    boolean isReady() {
        return patches.isReady() && !tiles.isSlow(tiles.now());
    }

    @Override
    void run() {
        if (tail.bias != null) {
            Raw.load(tail.bias.buffer().address(), bias, 0, out);
        }
        patches.choose();
        tile = tiles.now();
        suspicious = false;
        team.forEach(tiling.blocks(), work, this);
        natives.enter();
        if (suspicious) {
            for (int i = 0; i < exact.size(); i++) {
                exact.get(i).run();
            }
        }
    }

    @Override
    public void run(int index, int worker) {
        single.run();
        int first = index * tiling.tilesPerBlock();
        int end = Math.min(first + tiling.tilesPerBlock(), tiling.tiles());
        Part part = parts.get(worker);
        float[] room = team.room(worker);
        for (int tileNumber = first, n; tileNumber < end; tileNumber += n) {
            n = tiling.chunk(tileNumber, end);
            patches.transform(tileNumber, n, tileNumber - first, part.patches, room);
        }
        part.product.run();
        int check = room.length - out;
        Arrays.fill(room, check, room.length, 0);
        for (int tileNumber = first, n; tileNumber < end; tileNumber += n) {
            n = tiling.chunk(tileNumber, end);
            finish(tileNumber, n, tileNumber - first, part, room);
        }
        for (int c = check; c < room.length; c++) {
            if (room[c] != 0) {
                suspicious = true;
            }
        }
    }

    /** Makes {@code n} tiles of the output of the products at this place of their block. */
    private void finish(int tileNumber, int n, int place, Part part, float[] room) {
        int row = tileNumber / tiling.columns();
        int column = tileNumber % tiling.columns();
        int plane = n * out;
        for (int e = 0; e < POINTS; e++) {
            long from = (long) e * tiling.tilesPerBlock() + place;
            Raw.load(part.products.address() + 4 * from * out, room, e * plane, plane);
        }
        int target = POINTS * plane;
        int height = y.shape().intDim(2);
        int width = y.shape().intDim(3);
        int top = 2 * (row % tiling.rows());
        int heightHere = Math.min(2, height - top);
        int length = Math.min(2 * n, width - 2 * column) * out;
        long pixel = ((long) (row / tiling.rows()) * height + top) * width + 2L * column;
        for (int h = 0; h < 2; h++) {
            if (tail.added != null && h < heightHere) {
                long from = 4 * (pixel + (long) h * width) * out;
                Raw.load(tail.added.buffer().address() + from, room, target + 2 * h * plane, length);
            } else {
                Arrays.fill(room, target + 2 * h * plane, target + 2 * (h + 1) * plane, 0);
            }
        }
        float lower = tail.relu ? 0 : Float.NEGATIVE_INFINITY;
        tile.run(room, 0, plane, out, n, bias, lower, room, target, 2 * plane, room, room.length - out);
        for (int h = 0; h < heightHere; h++) {
            long into = 4 * (pixel + (long) h * width) * out;
            Raw.store(room, target + 2 * h * plane, y.buffer().address() + into, length);
        }
    }
}
