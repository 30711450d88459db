package org.neocog.backend.reference;

/**
 * Positions of a window along one axis: output position p and offset k in the window meet input position {@code p stride + k dilation - low}.
 */
record Windows(int in, int out, int size, int stride, int dilation, int low) {
    /** An axis that is not there. */
    static final Windows NONE = new Windows(1, 1, 1, 1, 1, 0);

    /** Input position; may lie outside. */
    int input(int p, int k) {
        return p * stride + k * dilation - low;
    }

    /** First output position at which offset k lies within the input. */
    int firstOutput(int k) {
        return Math.min(out, ceil(low - k * dilation, stride));
    }

    /** One past the last output position at which offset k lies within the input. */
    int endOutput(int k) {
        return Math.min(out, ceil(in + low - k * dilation, stride));
    }

    /** First offset that lies within the input at output position p. */
    int firstOffset(int p) {
        return Math.min(size, ceil(low - p * stride, dilation));
    }

    /** One past the last offset that lies within the input at output position p. */
    int endOffset(int p) {
        return Math.min(size, ceil(in + low - p * stride, dilation));
    }

    /** The quotient rounded up, at least 0. */
    private static int ceil(int dividend, int divisor) {
        return dividend <= 0 ? 0 : (dividend + divisor - 1) / divisor;
    }
}
