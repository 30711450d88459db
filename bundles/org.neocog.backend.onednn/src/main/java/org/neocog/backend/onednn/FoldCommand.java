package org.neocog.backend.onednn;

import org.jspecify.annotations.Nullable;

/** What a batch normalization with given statistics multiplies a filter by, and the bias that goes with it. */
final class FoldCommand extends Command {
    private final @Nullable Buffer bias;
    private final Buffer scale;
    private final Buffer offset;
    private final Buffer mean;
    private final Buffer variance;
    private final double epsilon;
    private final Buffer foldedBias;
    private final int channels;
    private final Buffer factors;

    /**
     * @param perChannel scale, offset, mean and variance
     * @param factors becomes what each filter is to be multiplied by
     * @param foldedBias becomes the bias that goes with it
     */
    FoldCommand(@Nullable Operand bias, Operand[] perChannel, double epsilon, Buffer factors, Buffer foldedBias) {
        this.bias = bias == null ? null : uses(bias.buffer());
        scale = uses(perChannel[0].buffer());
        offset = uses(perChannel[1].buffer());
        mean = uses(perChannel[2].buffer());
        variance = uses(perChannel[3].buffer());
        this.epsilon = epsilon;
        this.factors = uses(factors);
        this.foldedBias = uses(foldedBias);
        channels = perChannel[0].shape().intDim(0);
        describe("fold");
    }

    @Override
    void run() {
        for (int c = 0; c < channels; c++) {
            long at = 4L * c;
            double variation = Raw.getFloat(variance.address() + at) + epsilon;
            double factor = Raw.getFloat(scale.address() + at) / Math.sqrt(variation);
            double before = bias == null ? 0 : Raw.getFloat(bias.address() + at);
            double shifted = (before - Raw.getFloat(mean.address() + at)) * factor;
            Raw.putFloat(factors.address() + at, (float) factor);
            Raw.putFloat(foldedBias.address() + at, (float) (Raw.getFloat(offset.address() + at) + shifted));
        }
    }
}
