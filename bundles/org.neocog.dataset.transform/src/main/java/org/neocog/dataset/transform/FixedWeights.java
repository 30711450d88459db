package org.neocog.dataset.transform;

/**
 * {@link AxisWeights} as integers that sum to a power of two, equally many for every output: those that are missing are 0. Output {@code i} is the
 * sum over {@code k} below {@link #taps} of {@code weights[k][i] * input[first[i] + k]}. Used again. One thread.
 */
final class FixedWeights {
    private final AxisWeights exact;
    private final int bits;
    private int version = -1;
    private int taps;
    private int[] first = {};
    private long[][] weights = {};

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
        int size = exact.size();
        taps = 1;
        for (int i = 0; i < size; i++) {
            taps = Math.max(taps, exact.count[i]);
        }
        if (first.length < size) {
            first = new int[size];
        }
        if (weights.length < taps || weights[0].length < size) {
            weights = new long[Math.max(taps, weights.length)][size];
        }
        for (int i = 0; i < size; i++) {
            first[i] = Math.min(exact.first[i], exact.inputs() - taps);
            round(i);
        }
    }

    /** What rounding leaves over goes to the greatest one. */
    private void round(int i) {
        for (int k = 0; k < taps; k++) {
            weights[k][i] = 0;
        }
        int to = exact.first[i] - first[i];
        int from = i * exact.stride;
        long rest = 1L << bits;
        int greatest = to;
        for (int k = 0; k < exact.count[i]; k++) {
            long weight = (long) (exact.weights[from + k] * (1L << bits) + 0.5f);
            weights[to + k][i] = weight;
            rest -= weight;
            greatest = weight > weights[greatest][i] ? to + k : greatest;
        }
        weights[greatest][i] += rest;
    }

    /** The first input that counts for an output. */
    int first(int i) {
        return first[i];
    }

    /** How many inputs count for an output. */
    int taps() {
        return taps;
    }

    /** The first inputs, by output; those beyond the last output do not count. */
    int[] firsts() {
        return first;
    }

    /** The weight of each output's input {@code k}; beyond {@link #taps} the last of them. */
    long[] weights(int k) {
        return weights[Math.min(k, taps - 1)];
    }
}
