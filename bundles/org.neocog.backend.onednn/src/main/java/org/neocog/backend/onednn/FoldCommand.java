package org.neocog.backend.onednn;

import org.jspecify.annotations.Nullable;

/** Multiplies a filter by what a batch normalization with given statistics multiplies by, and computes the bias that goes with it. */
final class FoldCommand extends Command {
    private final Buffer filter;
    private final @Nullable Buffer bias;
    private final Buffer scale;
    private final Buffer offset;
    private final Buffer mean;
    private final Buffer variance;
    private final double epsilon;
    private final Buffer foldedBias;
    private final int channels;
    private final int size;
    private final float[] weights;
    private @Nullable Buffer foldedFilter;

    /** @param perChannel scale, offset, mean and variance */
    FoldCommand(Operand filter, @Nullable Operand bias, Operand[] perChannel, double epsilon, Buffer foldedBias) {
        this.filter = uses(filter.buffer());
        this.bias = bias == null ? null : uses(bias.buffer());
        scale = uses(perChannel[0].buffer());
        offset = uses(perChannel[1].buffer());
        mean = uses(perChannel[2].buffer());
        variance = uses(perChannel[3].buffer());
        this.epsilon = epsilon;
        this.foldedBias = uses(foldedBias);
        channels = filter.shape().intDim(0);
        size = Math.toIntExact(filter.size() / channels);
        weights = new float[size];
        describe("fold");
    }

    /** Says where the filter is to go. */
    void into(Buffer target) {
        foldedFilter = uses(target);
    }

    @Override
    void run() {
        Buffer target = foldedFilter;
        if (target == null) {
            throw new IllegalStateException(
                    "onednn: a folded filter must have a place. Say it before the command runs.");
        }
        for (int c = 0; c < channels; c++) {
            long at = 4L * c;
            double variation = Raw.getFloat(variance.address() + at) + epsilon;
            double factor = Raw.getFloat(scale.address() + at) / Math.sqrt(variation);
            double before = bias == null ? 0 : Raw.getFloat(bias.address() + at);
            double shifted = (before - Raw.getFloat(mean.address() + at)) * factor;
            Raw.putFloat(foldedBias.address() + at, (float) (Raw.getFloat(offset.address() + at) + shifted));
            Raw.load(filter.address() + at * size, weights, 0, size);
            multiply(weights, factor);
            Raw.store(weights, 0, target.address() + at * size, size);
        }
    }

    private static void multiply(float[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
    }
}
