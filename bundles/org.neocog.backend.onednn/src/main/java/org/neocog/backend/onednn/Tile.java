package org.neocog.backend.onednn;

/** Operations on registers of a {@link TileProgram}: one loop each, which the compiler turns into vector instructions where it can. */
final class Tile {
    private Tile() {}

    static void add(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] + b[i];
        }
    }

    static void subtract(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] - b[i];
        }
    }

    static void multiply(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] * b[i];
        }
    }

    /** {@code x + a b}, rounded twice. */
    static void addProduct(float[] x, float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] + a[i] * b[i];
        }
    }

    /** {@code x - a b}, rounded twice. */
    static void subtractProduct(float[] x, float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] - a[i] * b[i];
        }
    }

    /** {@code x + a b} for one number b, rounded twice. */
    static void addScaled(float[] x, float[] a, float b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] + a[i] * b;
        }
    }

    static void divide(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] / b[i];
        }
    }

    static void maximum(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    static void maximum(float[] a, float[] b, float[] c, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(Math.max(a[i], b[i]), c[i]);
        }
    }

    static void minimum(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(a[i], b[i]);
        }
    }

    static void power(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.pow(a[i], b[i]);
        }
    }

    static void negate(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -x[i];
        }
    }

    static void abs(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    static void sign(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.signum(x[i]);
        }
    }

    static void floor(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.floor(x[i]);
        }
    }

    static void exp(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.exp(x[i]);
        }
    }

    static void log(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.log(x[i]);
        }
    }

    static void sqrt(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.sqrt(x[i]);
        }
    }

    static void rsqrt(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) (1 / Math.sqrt(x[i]));
        }
    }

    static void tanh(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) Math.tanh(x[i]);
        }
    }

    static void sigmoid(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (float) (1 / (1 + Math.exp(-x[i])));
        }
    }

    static void relu(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(x[i], 0f);
        }
    }

    static void equal(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] == b[i] ? 1 : 0;
        }
    }

    static void notEqual(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] != b[i] ? 1 : 0;
        }
    }

    static void less(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] < b[i] ? 1 : 0;
        }
    }

    static void lessOrEqual(float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = a[i] <= b[i] ? 1 : 0;
        }
    }

    static void select(float[] mask, float[] a, float[] b, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = mask[i] != 0 ? a[i] : b[i];
        }
    }
}
