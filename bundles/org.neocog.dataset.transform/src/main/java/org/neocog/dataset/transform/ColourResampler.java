package org.neocog.dataset.transform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.neocog.image.Image;

/**
 * Makes images of red, green and blue larger or smaller by a filter without negative weights, three channels at a time: they lie in one long, 21
 * bits each, so that a multiplication weighs all of them. First along columns, then along rows, row by row of the result, so that all it works on
 * stays in the cache.
 *
 * <p>Weights along columns have 13 bits. Their sums have some behind the point, weights along rows the rest of the 21: 2 and 11 where at most
 * 3 pixels become one along an axis, 1 and 12 where at most 6 do and weights are smaller. What comes out is within one grey level of the
 * definition, rounded: the errors of weights, at most half a unit for each pixel that counts, and of the sums between add up to less than 0.9.
 * One thread.
 */
final class ColourResampler {
    static final int FIELD = 21;
    static final int BYTE = 8;
    static final long BLUE = 0xff0000L;
    static final long GREEN = 0xff00L;
    static final long RED = 0xffL;
    private static final int DOWN_BITS = 13;
    static final int LAST_SHIFT = FIELD - BYTE;
    static final long ONES = 1L | 1L << FIELD | 1L << 2 * FIELD;
    static final long HALF_LAST = ONES << (LAST_SHIFT - 1);
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int mostShrinking;
    /** Of a sum along columns: the bits that are dropped. */
    private final int dropped;

    private final FixedWeights down;
    private final FixedWeights across;
    /** The source rows that count for a row of the result, packed; source row {@code y} is in slot {@code y} modulo their number. */
    private long[][] packed = {};

    private long[] sums = {};
    private final ColourLanes lanes;

    private ColourResampler(AxisWeights down, AxisWeights across, int mostShrinking, int behindPoint) {
        this.mostShrinking = mostShrinking;
        this.dropped = DOWN_BITS - behindPoint;
        this.down = new FixedWeights(down, DOWN_BITS);
        this.across = new FixedWeights(across, LAST_SHIFT - behindPoint);
        this.lanes = new ColourLanes(this.down, this.across, dropped);
    }

    /** One for images that shrink little, which is the more exact one. */
    static ColourResampler near(AxisWeights down, AxisWeights across) {
        return new ColourResampler(down, across, 3, 2);
    }

    /** One for images that shrink more. */
    static ColourResampler far(AxisWeights down, AxisWeights across) {
        return new ColourResampler(down, across, 6, 1);
    }

    /** Whether it can make an image of these sizes. */
    boolean fits(int height, int width, int outHeight, int outWidth) {
        return height <= (long) mostShrinking * outHeight && width <= (long) mostShrinking * outWidth;
    }

    /**
     * Makes a part of the result; the weights are prepared. By vectors, where that is faster and channels are apart.
     *
     * @param top where in the source the window begins that becomes the whole result
     * @param target gets the part, row by row from its first element on
     * @param plane from a pixel's red to its green, and from that to its blue
     * @param step from a pixel to the next
     */
    void resample(
            Image source,
            int top,
            int left,
            byte[] target,
            int plane,
            int step,
            int partTop,
            int partLeft,
            int partHeight,
            int partWidth) {
        if (step == 1 && LaneTrial.isWon()) {
            resampleByLanes(source, top, left, target, plane, partTop, partLeft, partHeight, partWidth);
        } else {
            resamplePlain(source, top, left, target, plane, step, partTop, partLeft, partHeight, partWidth);
        }
    }

    void resampleByLanes(
            Image source,
            int top,
            int left,
            byte[] target,
            int plane,
            int partTop,
            int partLeft,
            int partHeight,
            int partWidth) {
        down.prepare();
        across.prepare();
        lanes.resample(source, top, left, target, plane, partTop, partLeft, partHeight, partWidth);
    }

    void resamplePlain(
            Image source,
            int top,
            int left,
            byte[] target,
            int plane,
            int step,
            int partTop,
            int partLeft,
            int partHeight,
            int partWidth) {
        down.prepare();
        across.prepare();
        int firstColumn = across.first(partLeft);
        int columns = across.first(partLeft + partWidth - 1) + across.taps() - firstColumn;
        reserve(down.taps(), columns);
        int next = down.first(partTop);
        for (int y = partTop; y < partTop + partHeight; y++) {
            int end = down.first(y) + down.taps();
            for (next = Math.max(next, down.first(y)); next < end; next++) {
                int from = ((top + next) * source.width() + left + firstColumn) * 3;
                pack(source.pixels(), from, packed[next % packed.length], columns);
            }
            sumColumns(y, columns);
            int at = (y - partTop) * partWidth * step;
            sumRow(target, at, plane, step, partLeft, partLeft + partWidth);
        }
    }

    private void reserve(int rows, int columns) {
        if (packed.length < rows || sums.length < columns) {
            int most = Math.max(columns + columns / 2, sums.length);
            packed = new long[Math.max(rows, packed.length)][most];
            sums = new long[most];
        }
    }

    /** Two pixels at a time as long as 8 bytes can be read. */
    private static void pack(byte[] pixels, int from, long[] row, int columns) {
        int p = from;
        int x = 0;
        for (int last = Math.min(columns - 1, (pixels.length - Long.BYTES - from) / 3); x < last; x += 2) {
            long two = (long) LONGS.get(pixels, p);
            row[x] = spread(two);
            row[x + 1] = spread(two >>> 3 * BYTE);
            p += 6;
        }
        packEach(pixels, p, row, x, columns - x);
    }

    /** Puts pixels into longs, one after the other. */
    static void packEach(byte[] pixels, int from, long[] packed, int to, int count) {
        int p = from;
        for (int x = 0; x < count; x++) {
            packed[to + x] = (pixels[p] & RED) | (pixels[p + 1] & RED) << FIELD | (pixels[p + 2] & RED) << 2 * FIELD;
            p += 3;
        }
    }

    private static long spread(long pixel) {
        return (pixel & RED) | (pixel & GREEN) << FIELD - BYTE | (pixel & BLUE) << 2 * (FIELD - BYTE);
    }

    private void sumColumns(int y, int columns) {
        int taps = down.taps();
        int first = down.first(y);
        if (taps == 1) {
            scale(row(first), down.weights(0)[y], sums, columns);
        } else {
            scale(row(first), down.weights(0)[y], row(first + 1), down.weights(1)[y], sums, columns);
        }
        for (int k = 2; k < taps; k++) {
            add(row(first + k), down.weights(k)[y], sums, columns);
        }
        shorten(sums, columns, dropped);
    }

    private long[] row(int y) {
        return packed[y % packed.length];
    }

    private static void scale(long[] row, long weight, long[] sums, int columns) {
        for (int x = 0; x < columns; x++) {
            sums[x] = weight * row[x];
        }
    }

    private static void scale(long[] a, long weightOfA, long[] b, long weightOfB, long[] sums, int columns) {
        for (int x = 0; x < columns; x++) {
            sums[x] = weightOfA * a[x] + weightOfB * b[x];
        }
    }

    private static void add(long[] row, long weight, long[] sums, int columns) {
        for (int x = 0; x < columns; x++) {
            sums[x] += weight * row[x];
        }
    }

    private static void shorten(long[] sums, int columns, int dropped) {
        long half = ONES << (dropped - 1);
        long mask = ONES * ((1L << FIELD - dropped) - 1);
        for (int x = 0; x < columns; x++) {
            sums[x] = (sums[x] + half) >>> dropped & mask;
        }
    }

    /** A loop for each of the usual numbers of weights: branches and calls inside of it cost more than what they save. */
    private void sumRow(byte[] target, int red, int plane, int step, int begin, int end) {
        switch (step == 1 ? across.taps() : 0) {
            case 2 -> sumRowOf2(target, red, plane, begin, end);
            case 3 -> sumRowOf3(target, red, plane, begin, end);
            case 4 -> sumRowOf4(target, red, plane, begin, end);
            default -> sumRowOfAny(target, red, plane, step, begin, end);
        }
    }

    private void sumRowOf2(byte[] target, int red, int plane, int begin, int end) {
        int[] firsts = across.firsts();
        long[] row = sums;
        long[] first = across.weights(0);
        long[] second = across.weights(1);
        int from = firsts[begin];
        for (int x = begin; x < end; x++) {
            int p = firsts[x] - from;
            long sum = HALF_LAST + first[x] * row[p] + second[x] * row[p + 1];
            put(target, red + x - begin, plane, sum);
        }
    }

    private void sumRowOf3(byte[] target, int red, int plane, int begin, int end) {
        int[] firsts = across.firsts();
        long[] row = sums;
        long[] first = across.weights(0);
        long[] second = across.weights(1);
        long[] third = across.weights(2);
        int from = firsts[begin];
        for (int x = begin; x < end; x++) {
            int p = firsts[x] - from;
            long sum = HALF_LAST + first[x] * row[p] + second[x] * row[p + 1] + third[x] * row[p + 2];
            put(target, red + x - begin, plane, sum);
        }
    }

    private void sumRowOf4(byte[] target, int red, int plane, int begin, int end) {
        int[] firsts = across.firsts();
        long[] row = sums;
        long[] first = across.weights(0);
        long[] second = across.weights(1);
        long[] third = across.weights(2);
        long[] fourth = across.weights(3);
        int from = firsts[begin];
        for (int x = begin; x < end; x++) {
            int p = firsts[x] - from;
            long sum = HALF_LAST
                    + first[x] * row[p]
                    + second[x] * row[p + 1]
                    + third[x] * row[p + 2]
                    + fourth[x] * row[p + 3];
            put(target, red + x - begin, plane, sum);
        }
    }

    /** Weights of the same number for each pixel, the first few without a loop: they are few, and branches that vary cost more than they do. */
    private void sumRowOfAny(byte[] target, int red, int plane, int step, int begin, int end) {
        int[] firsts = across.firsts();
        long[] row = sums;
        int taps = across.taps();
        long[] first = across.weights(0);
        long[] second = across.weights(1);
        long[] third = across.weights(2);
        long[] fourth = across.weights(3);
        for (int x = begin; x < end; x++) {
            int p = firsts[x] - firsts[begin];
            long sum = HALF_LAST + first[x] * row[p];
            if (taps > 1) {
                sum += second[x] * row[p + 1];
            }
            if (taps > 2) {
                sum += third[x] * row[p + 2];
            }
            if (taps > 3) {
                sum += fourth[x] * row[p + 3];
            }
            for (int k = 4; k < taps; k++) {
                sum += across.weights(k)[x] * row[p + k];
            }
            put(target, red + (x - begin) * step, plane, sum);
        }
    }

    private static void put(byte[] target, int red, int plane, long sum) {
        target[red] = (byte) (sum >>> LAST_SHIFT);
        target[red + plane] = (byte) (sum >>> LAST_SHIFT + FIELD);
        target[red + 2 * plane] = (byte) (sum >>> LAST_SHIFT + 2 * FIELD);
    }
}
