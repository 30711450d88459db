package org.neocog.backend.onednn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inner loops on values whose batch lies in the lanes of vectors: element {@code [n][c][h][w]} stands at {@code [n / lanes][c][h][w][n % lanes]}
 * of an array, so that any number of channels uses whole vectors. Each loop computes a small tile of results. The order in which one result is
 * summed does not depend on the tile, nor on who implements it: all tiles and implementations give the same bits.
 */
class LaneKernels {
    /** Numbers of a tile of {@code outs} channels by {@code columns} pixels of a row: bias plus the sum over taps of filter times input. */
    interface ConvolutionBody {
        /**
         * @param taps distance from {@code from} of what each tap reads
         * @param w from {@code filter} on, for each tap from {@code start} to {@code end - 1}, one number per channel of the tile
         * @param plane distance of channels in {@code y}
         */
        void run(
                float[] x,
                int from,
                int[] taps,
                int start,
                int end,
                float[] w,
                int filter,
                float[] bias,
                int channel,
                float[] y,
                int to,
                int plane);
    }

    /** Adds to lane-wise sums, {@code outs} by {@code columns}, the products of gradients and neighbouring inputs over pixels. */
    interface FilterBody {
        /**
         * @param pixels distance from {@code from} of the input of each pixel; gradients of pixels are neighbours
         * @param plane distance of channels in {@code dy}
         */
        void run(
                float[] x,
                int from,
                int[] pixels,
                int start,
                int end,
                float[] dy,
                int gradient,
                int plane,
                float[] sums,
                int to);
    }

    /** A whole row of the gradient of the input, from rows of {@code columns} gradients and {@code kernel} numbers of filter per tap. */
    interface RowsBody {
        void run(float[] dy, int from, int[] taps, int start, int end, float[] w, int filter, float[] dx, int to);
    }

    /** Maxima of 2 x 2 numbers of two rows, but not less than 0; NaN if any is. */
    interface PoolBody {
        void run(float[] x, int from, int row, float[] y, int to, int n);
    }

    /**
     * Gives the gradient of each maximum above 0 to the first of its 2 x 2 numbers that is equal to it, 0 to the others, and adds it to a sum per
     * lane.
     */
    interface PoolGradientBody {
        void run(
                float[] x,
                int from,
                int row,
                float[] y,
                int max,
                float[] dy,
                int gradient,
                float[] dx,
                int to,
                int targetRow,
                int n,
                float[] sums,
                int sum);
    }

    /**
     * Winograd's transform of the input: {@code n} patches of 4 x 4 pixels, 2 apart along a row, channels innermost, become 16 planes of
     * {@code [n][channels]}; or that of gradients by the output, whose tiles of 2 x 2 pixels become the same. Numbers of channels are multiples of the
     * lanes here and in {@link TileBody}.
     */
    interface PatchBody {
        /**
         * @param row distance of rows of pixels
         * @param plane distance of planes
         */
        void run(float[] x, int from, int row, int channels, int n, float[] v, int to, int plane);
    }

    /**
     * Winograd's transform of the products: 16 planes of {@code [n][channels]} become {@code n} tiles of 2 x 2 pixels along two rows. To each
     * number the bias is added, then what stands in its place; what is below {@code lower} becomes it.
     */
    interface TileBody {
        /**
         * @param plane distance of planes
         * @param row distance of rows of pixels
         * @param check per channel, from {@code first} on: no longer 0 if a number is infinite or NaN
         */
        void run(
                float[] m,
                int from,
                int plane,
                int channels,
                int n,
                float[] bias,
                float lower,
                float[] y,
                int to,
                int row,
                float[] check,
                int first);
    }

    /**
     * Numbers that equal the maximum of their window take what is left of its gradient: it is added to their sums. Neither is NaN.
     */
    interface ClaimBody {
        /**
         * @param at of {@code n} numbers in {@code x} and {@code sum}; a multiple of the lanes
         * @param window of as many maxima, and of what is left
         */
        void run(float[] x, int at, float[] greatest, float[] left, int window, float[] sum, int n);
    }

    record Convolution(int outs, int columns, ConvolutionBody body) {}

    record Filter(int outs, int columns, FilterBody body) {}

    record Rows(int columns, int kernel, RowsBody body) {}

    private final int lanes;
    private final List<Convolution> convolutions;
    private final List<Filter> filters;
    private final List<Rows> rows;
    private final PoolBody pool;
    private final PoolGradientBody poolGradient;
    private final ClaimBody claim;
    private final PatchBody patch;
    private final PatchBody spread;
    private final TileBody tile;

    LaneKernels(
            int lanes,
            List<Convolution> convolutions,
            List<Filter> filters,
            List<Rows> rows,
            PoolBody pool,
            PoolGradientBody poolGradient,
            ClaimBody claim,
            PatchBody patch,
            PatchBody spread,
            TileBody tile) {
        this.lanes = lanes;
        this.convolutions = convolutions;
        this.filters = filters;
        this.rows = rows;
        this.pool = pool;
        this.poolGradient = poolGradient;
        this.claim = claim;
        this.patch = patch;
        this.spread = spread;
        this.tile = tile;
    }

    int lanes() {
        return lanes;
    }

    List<Convolution> allConvolutions() {
        return convolutions;
    }

    List<Filter> allFilters() {
        return filters;
    }

    List<Rows> allRows() {
        return rows;
    }

    /** Tiles in the order in which they are to be tried for so many channels and columns: least waste first, then the larger. */
    List<Convolution> convolutions(int outs, int columns) {
        return convolutions.stream()
                .filter(tile -> tile.outs <= outs && tile.columns <= columns)
                .sorted((a, b) -> Integer.compare(
                        computed(a.outs, outs) * computed(a.columns, columns),
                        computed(b.outs, outs) * computed(b.columns, columns)))
                .toList();
    }

    List<Filter> filters(int outs, int columns) {
        return filters.stream()
                .filter(tile -> tile.outs <= outs && tile.columns == columns)
                .sorted((a, b) -> Integer.compare(computed(a.outs, outs), computed(b.outs, outs)))
                .toList();
    }

    /** How much is computed for {@code all} when the last tile overlaps the one before. */
    private static int computed(int tile, int all) {
        return (all + tile - 1) / tile * tile;
    }

    @Nullable
    Rows rows(int columns, int kernel) {
        return rows.stream()
                .filter(tile -> tile.columns == columns && tile.kernel == kernel)
                .findFirst()
                .orElse(null);
    }

    PoolBody pool() {
        return pool;
    }

    PoolGradientBody poolGradient() {
        return poolGradient;
    }

    ClaimBody claim() {
        return claim;
    }

    PatchBody patch() {
        return patch;
    }

    /** Of tiles of 2 x 2 gradients. */
    PatchBody spread() {
        return spread;
    }

    TileBody tile() {
        return tile;
    }
}
