package org.neocog.dataset.transform;

import org.neocog.image.Image;

/**
 * What {@link ColourResampler} does, by vectors, to the same bytes: eight rows of the result at a time. Sums along columns have neighbours of a row in a
 * vector; they are turned, so that sums along rows have the eight rows in one. One thread.
 */
final class ColourLanes {
    private static final int LANES = LaneKernels.LANES;
    /** Weights that a loop takes at once. */
    private static final int TOGETHER = 4;

    private final FixedWeights down;
    private final FixedWeights across;
    private final int dropped;
    /** The source rows that count for a row of the result; source row {@code y} is in slot {@code y} modulo their number. */
    private long[] packed = {};
    /** Sums along columns, row by row. */
    private long[] sums = {};
    /** The same, column by column. */
    private long[] turned = {};
    /** Sums along rows, column by column. */
    private long[] results = {};
    /** One channel of them, row by row. */
    private long[] bytes = {};

    private long[] zeros = {};
    private int slots;
    private int pitch;

    /** @param dropped of a sum along columns, the bits that are dropped */
    ColourLanes(FixedWeights down, FixedWeights across, int dropped) {
        this.down = down;
        this.across = across;
        this.dropped = dropped;
    }

    /** As that of {@link ColourResampler}, channels apart; the weights are prepared. */
    void resample(
            Image source,
            int top,
            int left,
            byte[] target,
            int plane,
            int partTop,
            int partLeft,
            int partHeight,
            int partWidth) {
        int firstColumn = across.first(partLeft);
        int columns = across.first(partLeft + partWidth - 1) + across.taps() - firstColumn;
        reserve(columns, partLeft + partWidth, partWidth);
        int next = down.first(partTop);
        for (int block = 0; block < partHeight; block += LANES) {
            int rows = Math.min(LANES, partHeight - block);
            for (int row = 0; row < rows; row++) {
                int y = partTop + block + row;
                int end = down.first(y) + slots;
                for (next = Math.max(next, down.first(y)); next < end; next++) {
                    int from = ((top + next) * source.width() + left + firstColumn) * 3;
                    pack(source.pixels(), from, slot(next), columns);
                }
                sumColumns(y, row * pitch, columns);
                turn(sums, row * pitch, columns, turned, row);
            }
            sumRows(firstColumn, partLeft, partLeft + partWidth);
            for (int channel = 0; channel < 3; channel++) {
                int shift = ColourResampler.LAST_SHIFT + channel * ColourResampler.FIELD;
                LaneKernels.turnBytes(results, partWidth, shift, bytes);
                put(target, channel * plane + block * partWidth, partWidth, rows);
            }
        }
    }

    /** Vectors reach beyond what counts: what is there comes to nothing. */
    private void reserve(int columns, int ofAll, int width) {
        slots = down.taps();
        pitch = (columns + LANES - 1 & -LANES) + LANES;
        packed = grown(packed, slots * pitch);
        sums = grown(sums, LANES * pitch);
        turned = grown(turned, LANES * (pitch + across.taps() + TOGETHER));
        results = grown(results, LANES * (width + LANES));
        bytes = grown(bytes, width + LANES);
        zeros = grown(zeros, ofAll);
    }

    private static long[] grown(long[] array, int size) {
        return array.length < size ? new long[size + size / 2] : array;
    }

    private int slot(int y) {
        return y % slots * pitch;
    }

    private void pack(byte[] pixels, int from, int to, int columns) {
        int done = LaneKernels.pack(pixels, from, packed, to, columns);
        ColourResampler.packEach(pixels, from + 3 * done, packed, to + done, columns - done);
    }

    private void sumColumns(int y, int to, int columns) {
        long half = ColourResampler.ONES << (dropped - 1);
        long mask = ColourResampler.ONES * ((1L << ColourResampler.FIELD - dropped) - 1);
        int first = down.first(y);
        boolean few = slots <= TOGETHER;
        LaneKernels.sumRows(
                packed,
                slot(first),
                weight(0, y),
                slot(first + 1),
                weight(1, y),
                slot(first + 2),
                weight(2, y),
                slot(first + 3),
                weight(3, y),
                sums,
                to,
                columns,
                half,
                few ? dropped : 0,
                few ? mask : -1L);
        for (int k = TOGETHER; k < slots; k += TOGETHER) {
            LaneKernels.addRows(
                    packed,
                    slot(first + k),
                    weight(k, y),
                    slot(first + k + 1),
                    weight(k + 1, y),
                    slot(first + k + 2),
                    weight(k + 2, y),
                    slot(first + k + 3),
                    weight(k + 3, y),
                    sums,
                    to,
                    columns);
        }
        if (!few) {
            LaneKernels.sumRows(sums, to, 1, to, 0, to, 0, to, 0, sums, to, columns, 0, dropped, mask);
        }
    }

    private long weight(int k, int y) {
        return k < slots ? down.weights(k)[y] : 0;
    }

    private static void turn(long[] row, int from, int count, long[] columns, int to) {
        int at = to;
        for (int x = 0; x < count; x++) {
            columns[at] = row[from + x];
            at += LANES;
        }
    }

    private void sumRows(int firstColumn, int begin, int end) {
        for (int k = 0; k < across.taps(); k += TOGETHER) {
            LaneKernels.sumColumns(
                    turned,
                    across.firsts(),
                    firstColumn - k,
                    weights(k),
                    weights(k + 1),
                    weights(k + 2),
                    weights(k + 3),
                    results,
                    begin,
                    end,
                    k == 0 ? ColourResampler.HALF_LAST : 0,
                    k == 0 ? 0 : -1L);
        }
    }

    private long[] weights(int k) {
        return k < across.taps() ? across.weights(k) : zeros;
    }

    private void put(byte[] target, int from, int width, int rows) {
        for (int x = 0; x < width; x += LANES) {
            int count = Math.min(LANES, width - x);
            for (int row = 0; row < rows; row++) {
                long eight = bytes[x + row];
                int to = from + row * width + x;
                if (count == LANES) {
                    ColourResampler.LONGS.set(target, to, eight);
                } else {
                    for (int i = 0; i < count; i++) {
                        target[to + i] = (byte) (eight >>> i * ColourResampler.BYTE);
                    }
                }
            }
        }
    }
}
