package org.neocog.dataset.transform;

/** {@link AxisWeights} as integers that sum to a power of two. Used again. One thread. */
final class FixedWeights {
    private final AxisWeights exact;
    private final int bits;
    private int version = -1;
    private long[] weights = {};

    /** @param exact without negative weights */
    FixedWeights(AxisWeights exact, int bits) {
        this.exact = exact;
        this.bits = bits;
    }

    /** Rounds the weights, unless they are those of the last call. */
    void prepare() {
        if (version == exact.version()) {
            return;
        }
        version = exact.version();
        if (weights.length < exact.weights.length) {
            weights = new long[exact.weights.length];
        }
        for (int i = 0; i < exact.size(); i++) {
            round(i);
        }
    }

    /** What rounding leaves over goes to the greatest one. */
    private void round(int i) {
        int from = i * exact.stride;
        long rest = 1L << bits;
        int greatest = from;
        for (int k = from; k < from + exact.count[i]; k++) {
            weights[k] = Math.round(exact.weights[k] * (double) (1L << bits));
            rest -= weights[k];
            greatest = weights[k] > weights[greatest] ? k : greatest;
        }
        weights[greatest] += rest;
    }

    int first(int i) {
        return exact.first[i];
    }

    int count(int i) {
        return exact.count[i];
    }

    int stride() {
        return exact.stride;
    }

    long weight(int i, int k) {
        return weights[i * exact.stride + k];
    }

    /** All of them, {@link #stride} for each output. */
    long[] weights() {
        return weights;
    }
}
