package org.neocog.backend.reference;

/**
 * The inner loops of convolution and matrix product: a list of weighted rows that are added to a row, and products of rows. A few taps are taken
 * at a time, in the order in which they were added, so that a row is loaded and stored less often; letters within: the taps' places and weights.
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
        if (yStep != 1 || xStep != 1) {
            for (int t = 0; t < count; t++) {
                addStrided(y, yAt, yStep, x, xAt + offsets[t], xStep, n, weights[t]);
            }
            return;
        }
        int t = 0;
        while (t < count) {
            int left = count - t;
            if (left == 5) {
                add5(y, yAt, x, xAt, t, n);
                t += 5;
            } else if (left >= 4) {
                add4(y, yAt, x, xAt, t, n);
                t += 4;
            } else if (left >= 2) {
                add2(y, yAt, x, xAt, t, n);
                t += 2;
            } else {
                add1(y, yAt, x, xAt + offsets[t], n, weights[t]);
                t++;
            }
        }
    }

    private void add5(double[] y, int yAt, double[] x, int xAt, int t, int n) {
        int a = xAt + offsets[t];
        int b = xAt + offsets[t + 1];
        int c = xAt + offsets[t + 2];
        int d = xAt + offsets[t + 3];
        int e = xAt + offsets[t + 4];
        double p = weights[t];
        double q = weights[t + 1];
        double r = weights[t + 2];
        double s = weights[t + 3];
        double u = weights[t + 4];
        for (int i = 0; i < n; i++) {
            y[yAt + i] += p * x[a + i] + q * x[b + i] + r * x[c + i] + s * x[d + i] + u * x[e + i];
        }
    }

    private void add4(double[] y, int yAt, double[] x, int xAt, int t, int n) {
        int a = xAt + offsets[t];
        int b = xAt + offsets[t + 1];
        int c = xAt + offsets[t + 2];
        int d = xAt + offsets[t + 3];
        double p = weights[t];
        double q = weights[t + 1];
        double r = weights[t + 2];
        double s = weights[t + 3];
        for (int i = 0; i < n; i++) {
            y[yAt + i] += p * x[a + i] + q * x[b + i] + r * x[c + i] + s * x[d + i];
        }
    }

    private void add2(double[] y, int yAt, double[] x, int xAt, int t, int n) {
        int a = xAt + offsets[t];
        int b = xAt + offsets[t + 1];
        double p = weights[t];
        double q = weights[t + 1];
        for (int i = 0; i < n; i++) {
            y[yAt + i] += p * x[a + i] + q * x[b + i];
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

    /** {@code sums[j] += sum over i of x[xAt + i xStep] y[yAt + j yRow + i]} for i from 0 to {@code n - 1} and j from 0 to {@code rows - 1}, {@code rows} at most 4. */
    static void dot(double[] sums, int rows, double[] x, int xAt, int xStep, double[] y, int yAt, int yRow, int n) {
        if (rows == 4) {
            dot4(sums, x, xAt, xStep, y, yAt, yRow, n);
            return;
        }
        int j = 0;
        for (; j + 1 < rows; j += 2) {
            dot2(sums, j, x, xAt, xStep, y, yAt + j * yRow, yRow, n);
        }
        if (j < rows) {
            double sum = sums[j];
            int at = yAt + j * yRow;
            for (int i = 0; i < n; i++) {
                sum += x[xAt + i * xStep] * y[at + i];
            }
            sums[j] = sum;
        }
    }

    private static void dot2(
            double[] sums, int j, double[] x, int xAt, int xStep, double[] y, int yAt, int yRow, int n) {
        double a = sums[j];
        double b = sums[j + 1];
        for (int i = 0; i < n; i++) {
            double factor = x[xAt + i * xStep];
            a += factor * y[yAt + i];
            b += factor * y[yAt + yRow + i];
        }
        sums[j] = a;
        sums[j + 1] = b;
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
