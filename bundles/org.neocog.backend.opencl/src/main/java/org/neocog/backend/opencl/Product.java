package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;

/** One launch of the kernel for products. The fields are its numbers, by the names that the kernel gives them; axes are depth, height, width. */
final class Product {
    private static final int CPU_JOBS = 32;
    private static final int JOBS = 528;
    private static final long LEAST_TERMS = 512;

    private static final int BIAS_BY_ROW = 1;
    private static final int BIAS_BY_LANE = 2;
    private static final int SCALE_BY_ROW = 4;
    private static final int ADD = 8;
    private static final int RELU = 16;
    private static final int PADDED = 32;
    private static final int ALONG_TERMS = 64;

    int rows;
    int redOuter;
    int laneOuter = 1;
    final int[] laneSize = {1, 1, 1};
    final int[] redSize = {1, 1, 1};
    final int[] bound = {1, 1, 1};
    final int[] laneStep = {1, 1, 1};
    final int[] redStep = {1, 1, 1};
    final int[] start = {0, 0, 0};
    int srcLane;
    int srcRed;
    final int[] srcStride = {0, 0, 0};
    int srcGroup;
    int srcSize;
    int aRow;
    int aRed;
    final int[] aStride = {0, 0, 0};
    int aStart;
    int aGroup;
    int dstRow;
    int dstLane;
    final int[] dstStride = {0, 0, 0};
    int dstStart;
    int dstGroup;
    int dstSize;
    int biasGroup;
    int groups = 1;
    boolean padded;
    /** Whether the terms are positions of the output, row by row: sums are long, and may be computed in parts. */
    boolean mayBeSplit;

    private final Lowering to;
    private final ElementType element;

    Product(Lowering to, ElementType element) {
        this.to = to;
        this.element = element;
    }

    /** What is done to the sums. Buffers may be null. */
    record Epilogue(
            @Nullable Buffer bias,
            boolean byLane,
            @Nullable Buffer scale,
            @Nullable Buffer sum,
            boolean relu) {
        static final Epilogue NONE = new Epilogue(null, false, null, null, false);
    }

    void launch(Buffer a, Buffer src, Buffer dst, Epilogue epilogue) {
        boolean alongRows = mayBeSplit && redVolume() % Tile.VECTOR == 0;
        int units = to.stream().session().device().computeUnits();
        List<Tile> ways = to.tuner().tiles().fitting(alongRows, rows, lanes(), groups, units);
        if (element != ElementType.FLOAT32) {
            ways.removeIf(Tile::isOfWarps);
        }
        Tile tile = isEmpty()
                ? ways.get(0)
                : to.tuner()
                        .choose(
                                key(),
                                ways,
                                List.of(a.bytes, src.bytes, dst.bytes),
                                (way, stream, own) ->
                                        launches(way, stream, own.get(0), own.get(1), own.get(2), Epilogue.NONE));
        launches(tile, to.stream(), a, src, dst, epilogue).forEach(to::add);
    }

    private Operands operands() {
        return to.tuner().operands(element);
    }

    private boolean isEmpty() {
        return rows == 0 || lanes() == 0 || redOuter == 0 || redVolume() == 0;
    }

    /** All that the time depends on. */
    private String key() {
        StringBuilder key = new StringBuilder("product ");
        key.append(to.stream().session().cpuKernels() ? "cpu " : "gpu ").append(element);
        key.append(operands() == Operands.AS_THEY_ARE ? "" : " of " + operands());
        for (int number : numbers(new Tile("", "", 1, 1, 1, false, List.of(), ""), 1, redOuter, Epilogue.NONE)) {
            key.append(' ').append(number);
        }
        return key.append(mayBeSplit ? " parted" : "").toString();
    }

    private List<Launch> launches(Tile tile, Stream stream, Buffer a, Buffer src, Buffer dst, Epilogue epilogue) {
        int splits = mayBeSplit ? splits(tile) : 1;
        int perSplit = (redOuter + splits - 1) / Math.max(1, splits);
        splits = perSplit == 0 ? 1 : (redOuter + perSplit - 1) / perSplit;
        Buffer target = splits > 1 ? Buffer.planned((long) splits * dstSize * element.bytes()) : dst;
        Buffer none = a;
        List<Launch> launches = new ArrayList<>();
        Launch product = new Launch(stream, stream.program(tile, operands(), element), tile.kernel(), element);
        product.describe("product by tiles of " + tile.name());
        launches.add(product.buffer(a)
                .buffer(src)
                .buffer(target)
                .buffer(epilogue.bias == null ? none : epilogue.bias)
                .buffer(epilogue.scale == null ? none : epilogue.scale)
                .buffer(epilogue.sum == null ? none : epilogue.sum)
                .numbers(numbers(tile, splits, perSplit, epilogue))
                .groups((long) tiles(tile) * blocks(tile) * groups * splits, tile.items()));
        if (splits > 1) {
            launches.add(new Launch(stream, stream.program("reduce", element), "sum_parts", element)
                    .buffer(target)
                    .buffer(dst)
                    .numbers(dstSize, splits)
                    .elements(dstSize, splits));
        }
        return launches;
    }

    private int lanes() {
        return laneOuter * laneSize[0] * laneSize[1] * laneSize[2];
    }

    private long redVolume() {
        return (long) redSize[0] * redSize[1] * redSize[2];
    }

    private int tiles(Tile tile) {
        return (lanes() + tile.lanes() - 1) / tile.lanes();
    }

    private int blocks(Tile tile) {
        return (rows + tile.rows() - 1) / tile.rows();
    }

    /** How many parts of the sums are computed apart: enough to keep the device busy, of a useful size each; the same for every such device. */
    private int splits(Tile tile) {
        long jobs = (long) tiles(tile) * blocks(tile) * groups;
        long wanted = ((to.stream().session().cpuKernels() ? CPU_JOBS : JOBS) + jobs - 1) / jobs;
        long terms = redOuter * redVolume();
        long most = Math.max(1, Math.min(redOuter, terms / LEAST_TERMS));
        return (int) Math.min(wanted, most);
    }

    private int[] numbers(Tile tile, int splits, int perSplit, Epilogue epilogue) {
        int[] n = new int[51];
        n[0] = rows;
        n[1] = lanes();
        n[2] = redOuter;
        axes(n, 3, laneSize);
        axes(n, 6, redSize);
        axes(n, 9, bound);
        axes(n, 12, laneStep);
        axes(n, 15, redStep);
        axes(n, 18, start);
        n[21] = srcLane;
        n[22] = srcRed;
        axes(n, 23, srcStride);
        n[26] = srcGroup;
        n[27] = aRow;
        n[28] = aRed;
        axes(n, 29, aStride);
        n[32] = aStart;
        n[33] = aGroup;
        n[34] = dstRow;
        n[35] = dstLane;
        axes(n, 36, dstStride);
        n[39] = dstStart;
        n[40] = dstGroup;
        n[41] = tiles(tile);
        n[42] = blocks(tile);
        n[44] = splits;
        n[45] = perSplit;
        n[46] = splits > 1 ? dstSize : 0;
        n[47] = flags(epilogue);
        n[48] = biasGroup;
        n[49] = groups;
        n[50] = srcSize;
        return n;
    }

    private static void axes(int[] n, int at, int[] values) {
        System.arraycopy(values, 0, n, at, values.length);
    }

    private int flags(Epilogue epilogue) {
        int bias = epilogue.bias == null ? 0 : epilogue.byLane ? BIAS_BY_LANE : BIAS_BY_ROW;
        return bias
                | (epilogue.scale == null ? 0 : SCALE_BY_ROW)
                | (epilogue.sum == null ? 0 : ADD)
                | (epilogue.relu ? RELU : 0)
                | (padded ? PADDED : 0)
                | (isAlongTerms() ? ALONG_TERMS : 0);
    }

    /** Whether the terms of a lane lie side by side in the source, and lanes do not: a matrix that is transposed. */
    private boolean isAlongTerms() {
        return !padded
                && srcRed == 1
                && redVolume() == 1
                && lanes() == laneSize[2]
                && laneStep[2] == 1
                && srcStride[2] > 1;
    }
}
