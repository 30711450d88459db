package org.neocog.backend.reference;

/**
 * The inner loops of convolution and matrix product: a list of weighted rows that are added to a row, and products of rows. Taps are taken four
 * at a time, in the order in which they were added.
 */
final class Taps {
    private final double[] weights;
    private final int[] offsets;
    private int count;

    Taps(int capacity) {
        weights = new double[capacity];
        offsets = new int[capacity];
    }

    void clear() {
        count = 0;
    }

    /** Adds a row that starts {@code offset} behind the start that {@link #addTo} is told, times {@code weight}. */
    void add(double weight, int offset) {
        weights[count] = weight;
        offsets[count++] = offset;
    }

    /** {@code y[yAt + i yStep] += sum over taps of weight x[xAt + offset + i xStep]} for i from 0 to {@code n - 1}. */
    void addTo(double[] y, int yAt, int yStep, double[] x, int xAt, int xStep, int n) {
        int t = 0;
        boolean dense = yStep == 1 && xStep == 1;
        for (; t + 3 < count; t += 4) {
            int a = xAt + offsets[t];
            int b = xAt + offsets[t + 1];
            int c = xAt + offsets[t + 2];
            int d = xAt + offsets[t + 3];
            if (dense) {
                add4(y, yAt, x, a, b, c, d, n, weights[t], weights[t + 1], weights[t + 2], weights[t + 3]);
            } else {
                addStrided(y, yAt, yStep, x, a, xStep, n, weights[t]);
                addStrided(y, yAt, yStep, x, b, xStep, n, weights[t + 1]);
                addStrided(y, yAt, yStep, x, c, xStep, n, weights[t + 2]);
                addStrided(y, yAt, yStep, x, d, xStep, n, weights[t + 3]);
            }
        }
        for (; t < count; t++) {
            if (dense) {
                add1(y, yAt, x, xAt + offsets[t], n, weights[t]);
            } else {
                addStrided(y, yAt, yStep, x, xAt + offsets[t], xStep, n, weights[t]);
            }
        }
    }

    private static void add4(
            double[] y,
            int yAt,
            double[] x,
            int a,
            int b,
            int c,
            int d,
            int n,
            double u,
            double v,
            double w,
            double z) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += u * x[a + i] + v * x[b + i] + w * x[c + i] + z * x[d + i];
        }
    }

    private static void add1(double[] y, int yAt, double[] x, int xAt, int n, double weight) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += weight * x[xAt + i];
        }
    }

    private static void addStrided(
            double[] y, int yAt, int yStep, double[] x, int xAt, int xStep, int n, double weight) {
        for (int i = 0; i < n; i++) {
            y[yAt + i * yStep] += weight * x[xAt + i * xStep];
        }
    }

    /** {@code sums[j] += sum over i of x[xAt + i xStep] y[yAt + j yRow + i]} for i from 0 to {@code n - 1} and j from 0 to {@code rows - 1}, at most 3. */
    static void dot(double[] sums, int rows, double[] x, int xAt, int xStep, double[] y, int yAt, int yRow, int n) {
        if (rows == 4) {
            dot4(sums, x, xAt, xStep, y, yAt, yRow, n);
            return;
        }
        for (int j = 0; j < rows; j++) {
            double sum = sums[j];
            int at = yAt + j * yRow;
            for (int i = 0; i < n; i++) {
                sum += x[xAt + i * xStep] * y[at + i];
            }
            sums[j] = sum;
        }
    }

    private static void dot4(double[] sums, double[] x, int xAt, int xStep, double[] y, int yAt, int yRow, int n) {
        double a = sums[0];
        double b = sums[1];
        double c = sums[2];
        double d = sums[3];
        int second = yAt + yRow;
        int third = second + yRow;
        int fourth = third + yRow;
        for (int i = 0; i < n; i++) {
            double factor = x[xAt + i * xStep];
            a += factor * y[yAt + i];
            b += factor * y[second + i];
            c += factor * y[third + i];
            d += factor * y[fourth + i];
        }
        sums[0] = a;
        sums[1] = b;
        sums[2] = c;
        sums[3] = d;
    }
}
