package org.neocog.dataset.transform;

/**
 * The weights that make {@code out} pixels of {@code in} ones along one axis: output {@code i} is the sum over {@code k} below {@link #count} of
 * {@code weights[i * stride + k] * input[first[i] + k]}. The centre of output {@code i} is at {@code (i + 1/2) in / out}; weights beyond the
 * border are left out and the others sum to 1. Used again: memory grows to the largest request. One thread.
 */
final class AxisWeights {
    private final Filter filter;
    private int in = -1;
    private int out = -1;
    int[] first = {};
    int[] count = {};
    float[] weights = {};
    private double[] unscaled = {};
    int stride;
    private int version;

    AxisWeights(Filter filter) {
        this.filter = filter;
    }

    /** Computes the weights, unless they are those of the last call. */
    void prepare(int in, int out) {
        if (in == this.in && out == this.out) {
            return;
        }
        this.in = in;
        this.out = out;
        version++;
        double scale = (double) in / out;
        double stretch = Math.max(1, scale);
        double support = filter.support() * stretch;
        stride = 2 * (int) Math.ceil(support) + 1;
        if (unscaled.length < stride) {
            unscaled = new double[stride];
        }
        if (first.length < out) {
            first = new int[out];
            count = new int[out];
        }
        if (weights.length < out * stride) {
            weights = new float[out * stride];
        }
        for (int i = 0; i < out; i++) {
            double centre = (i + 0.5) * scale;
            int from = Math.max(0, (int) Math.floor(centre - support + 0.5));
            int to = Math.min(in, (int) Math.floor(centre + support + 0.5));
            first[i] = from;
            count[i] = to - from;
            fill(i * stride, from, to, centre, stretch);
        }
    }

    /** Another number after each call of {@link #prepare} that changed the weights. */
    int version() {
        return version;
    }

    /** Number of inputs. */
    int inputs() {
        return in;
    }

    /** Number of outputs. */
    int size() {
        return out;
    }

    private void fill(int at, int from, int to, double centre, double stretch) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            double weight = filter.at((k + 0.5 - centre) / stretch);
            unscaled[k - from] = weight;
            sum += weight;
        }
        for (int k = from; k < to; k++) {
            weights[at + k - from] = (float) (unscaled[k - from] / sum);
        }
    }
}
