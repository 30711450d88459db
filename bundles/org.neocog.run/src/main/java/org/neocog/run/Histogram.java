package org.neocog.run;

import java.util.Arrays;

/**
 * How often numbers come in buckets, whose bounds are those of TensorBoard: {@code 0}, and {@code +-1e-12 1.1^k} below {@code 1e20}. A number lies in
 * the first bucket whose bound is greater. Numbers that are not finite are left out.
 *
 * @param limits upper bound of each bucket; neighbours that are empty are one
 * @param counts how many numbers are in each
 */
record Histogram(
        double least, double greatest, long count, double sum, double squares, double[] limits, double[] counts) {
    private static final double FIRST = 1e-12;
    private static final double LAST = 1e20;
    private static final double GROWTH = 1.1;
    private static final double[] BOUNDS = bounds();

    private static double[] bounds() {
        double[] above = new double[1000];
        int count = 0;
        for (double bound = FIRST; bound < LAST; bound *= GROWTH) {
            above[count++] = bound;
        }
        above[count++] = Double.MAX_VALUE;
        double[] bounds = new double[2 * count + 1];
        for (int i = 0; i < count; i++) {
            bounds[count + 1 + i] = above[i];
            bounds[count - 1 - i] = -above[i];
        }
        return bounds;
    }

    static Histogram of(double... values) {
        double[] buckets = new double[BOUNDS.length];
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                buckets[bucket(value)]++;
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
                sum += value;
                squares += value * value;
                count++;
            }
        }
        double[] limits = new double[buckets.length];
        double[] counts = new double[buckets.length];
        int kept = 0;
        for (int i = 0; i < buckets.length; i++) {
            if (i > 0 && buckets[i] == 0 && buckets[i - 1] == 0) {
                limits[kept - 1] = BOUNDS[i];
            } else {
                limits[kept] = BOUNDS[i];
                counts[kept++] = buckets[i];
            }
        }
        return new Histogram(
                count == 0 ? 0 : least,
                count == 0 ? 0 : greatest,
                count,
                sum,
                squares,
                Arrays.copyOf(limits, kept),
                Arrays.copyOf(counts, kept));
    }

    /** The first bound that is greater; the last one for what is beyond all. */
    private static int bucket(double value) {
        int found = Arrays.binarySearch(BOUNDS, value);
        return Math.min(BOUNDS.length - 1, found >= 0 ? found + 1 : -found - 1);
    }

    /** As a {@code HistogramProto}. */
    ProtoWriter message() {
        return new ProtoWriter()
                .number(1, least)
                .number(2, greatest)
                .number(3, count)
                .number(4, sum)
                .number(5, squares)
                .numbers(6, limits)
                .numbers(7, counts);
    }
}
