package org.neocog.dataset.transform;

import org.neocog.image.Image;

/**
 * Makes images of red, green and blue larger or smaller by a filter without negative weights, three channels at a time: they lie in one long, 21
 * bits each, so that a multiplication weighs all of them. First along columns, then along rows, row by row of the result, so that all it works on
 * stays in the cache.
 *
 * <p>Weights along columns have 13 bits, the sums of that 10 (two of them behind the point), weights along rows 11: what comes out is within one
 * grey level of the definition where at most {@link #MOST_SHRINKING} pixels become one along an axis. One thread.
 */
final class ColourResampler {
    /** Beyond, weights become so small that their bits are too few. */
    static final int MOST_SHRINKING = 3;

    private static final int FIELD = 21;
    private static final int DOWN_BITS = 13;
    private static final int ACROSS_BITS = 11;
    private static final int BETWEEN_BITS = 10;
    private static final long ONES = 1L | 1L << FIELD | 1L << 2 * FIELD;
    /** Of a sum along columns: what is dropped to have {@link #BETWEEN_BITS}. */
    private static final int DROPPED = 8 + DOWN_BITS - BETWEEN_BITS;

    private static final long BETWEEN_MASK = ONES * ((1 << BETWEEN_BITS) - 1);
    private static final long HALF_BETWEEN = ONES << (DROPPED - 1);
    private static final int LAST_SHIFT = ACROSS_BITS + BETWEEN_BITS - 8;
    private static final long HALF_LAST = ONES << (LAST_SHIFT - 1);

    private final FixedWeights down;
    private final FixedWeights across;
    /** The source rows that count for a row of the result, packed; source row {@code y} is in slot {@code y} modulo their number. */
    private long[][] packed = {};

    private long[] sums = {};

    ColourResampler(AxisWeights down, AxisWeights across) {
        this.down = new FixedWeights(down, DOWN_BITS);
        this.across = new FixedWeights(across, ACROSS_BITS);
    }

    /** Whether so many pixels in place of so many can be made. */
    static boolean fits(int in, int out) {
        return in <= (long) MOST_SHRINKING * out;
    }

    /** As {@link Resampler#resample}; the weights are prepared, and the target has its size. */
    void resample(Image source, int top, int left, Image target, int partTop, int partLeft) {
        down.prepare();
        across.prepare();
        int outWidth = target.width();
        int firstColumn = across.first(partLeft);
        int columns = 0;
        for (int x = partLeft; x < partLeft + outWidth; x++) {
            columns = Math.max(columns, across.first(x) + across.count(x) - firstColumn);
        }
        reserve(down.stride(), columns);
        int next = down.first(partTop);
        for (int y = partTop; y < partTop + target.height(); y++) {
            int end = down.first(y) + down.count(y);
            for (next = Math.max(next, down.first(y)); next < end; next++) {
                int from = ((top + next) * source.width() + left + firstColumn) * 3;
                pack(source.pixels(), from, packed[next % packed.length], columns);
            }
            sumColumns(y, columns);
            int at = (y - partTop) * outWidth * 3;
            sumRow(target.pixels(), at, partLeft, outWidth, firstColumn);
        }
    }

    private void reserve(int rows, int columns) {
        if (packed.length < rows || sums.length < columns) {
            int most = Math.max(columns + columns / 2, sums.length);
            packed = new long[Math.max(rows, packed.length)][most];
            sums = new long[most];
        }
    }

    private static void pack(byte[] pixels, int from, long[] row, int columns) {
        int p = from;
        for (int x = 0; x < columns; x++) {
            row[x] = (pixels[p] & 0xffL) | (pixels[p + 1] & 0xffL) << FIELD | (pixels[p + 2] & 0xffL) << 2 * FIELD;
            p += 3;
        }
    }

    private void sumColumns(int y, int columns) {
        int first = down.first(y);
        int count = down.count(y);
        for (int k = 0; k < count; k++) {
            long[] row = packed[(first + k) % packed.length];
            long weight = down.weight(y, k);
            if (k == 0) {
                scale(row, weight, sums, columns);
            } else {
                add(row, weight, sums, columns);
            }
        }
        shorten(sums, columns);
    }

    private static void scale(long[] row, long weight, long[] sums, int columns) {
        for (int x = 0; x < columns; x++) {
            sums[x] = weight * row[x];
        }
    }

    private static void add(long[] row, long weight, long[] sums, int columns) {
        for (int x = 0; x < columns; x++) {
            sums[x] += weight * row[x];
        }
    }

    private static void shorten(long[] sums, int columns) {
        for (int x = 0; x < columns; x++) {
            sums[x] = (sums[x] + HALF_BETWEEN) >>> DROPPED & BETWEEN_MASK;
        }
    }

    private void sumRow(byte[] pixels, int to, int partLeft, int outWidth, int firstColumn) {
        long[] weights = across.weights();
        long[] row = sums;
        int stride = across.stride();
        int at = to;
        for (int x = partLeft; x < partLeft + outWidth; x++) {
            long sum = HALF_LAST;
            int p = across.first(x) - firstColumn;
            int k = x * stride;
            for (int end = k + across.count(x); k < end; k++) {
                sum += weights[k] * row[p++];
            }
            pixels[at] = (byte) (sum >>> LAST_SHIFT);
            pixels[at + 1] = (byte) (sum >>> LAST_SHIFT + FIELD);
            pixels[at + 2] = (byte) (sum >>> LAST_SHIFT + 2 * FIELD);
            at += 3;
        }
    }
}
