package org.neocog.backend.onednn;

import org.neocog.tensor.Shape;

/**
 * How the tiles of 2 x 2 pixels of a batch are cut into blocks of neighbours, and these into chunks of a row.
 *
 * @param rows of tiles of an example
 * @param columns of tiles of an example
 * @param chunk most tiles that are transformed together
 */
record WinogradTiling(int batch, int rows, int columns, int tilesPerBlock, int chunk) {
    private static final int POINTS = WinogradFilter.POINTS;

    /** Floats of a transformed chunk, for it to stay in the first cache. */
    private static final int CHUNK = 6144;

    /** Tiles in a block, from which the product is efficient. */
    private static final int TILES = 64;

    /** Floats of a block that stay in the second cache. */
    private static final int BLOCK = 1 << 17;

    /** Tiles in a block of a filter's gradient, whose sums are read and written once per block. */
    private static final int SUMMED = 128;

    /** For tiles of {@code y}: blocks small enough for what is computed of them to stay in a cache, and the same number for each thread. */
    static WinogradTiling of(Shape x, Shape y, int threads) {
        long channels = x.dim(1) + y.dim(1);
        long wanted = Math.max(TILES, BLOCK / (POINTS * channels));
        long blocks = (Math.max(1, tiles(y) / wanted) + threads - 1) / threads * threads;
        return cut(x, y, blocks);
    }

    /** For the gradient of a filter by {@code y}: the same number of blocks for each thread. */
    static WinogradTiling ofGradient(Shape x, Shape y, int threads) {
        return cut(x, y, threads * Math.max(1, tiles(y) / threads / SUMMED));
    }

    private static long tiles(Shape y) {
        return y.dim(0) * ((y.dim(2) + 1) / 2) * ((y.dim(3) + 1) / 2);
    }

    private static WinogradTiling cut(Shape x, Shape y, long blocks) {
        int rows = (y.intDim(2) + 1) / 2;
        int columns = (y.intDim(3) + 1) / 2;
        int tilesPerBlock = (int) ((tiles(y) + blocks - 1) / blocks);
        long widest = Math.max(x.dim(1), y.dim(1));
        int chunk = (int) Math.max(1, Math.min(columns, CHUNK / (POINTS * widest)));
        return new WinogradTiling(y.intDim(0), rows, columns, tilesPerBlock, chunk);
    }

    int tiles() {
        return batch * rows * columns;
    }

    int blocks() {
        return (tiles() + tilesPerBlock - 1) / tilesPerBlock;
    }

    /** How many tiles are transformed together from this one on: they are in one row. */
    int chunk(int tileNumber, int end) {
        int rest = Math.min(columns - tileNumber % columns, end - tileNumber);
        return Math.min(chunk, rest);
    }
}
