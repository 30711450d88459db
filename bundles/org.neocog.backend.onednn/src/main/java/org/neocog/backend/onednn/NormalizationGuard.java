package org.neocog.backend.onednn;

/**
 * Keeps NaN behind a batch normalization of a batch with ReLU, which the library turns into 0: channels whose statistics or factors are not finite are
 * computed again. Elsewhere only the statistics are looked at.
 */
final class NormalizationGuard extends Command {
    private final double epsilon;
    private final Buffer x;
    private final Buffer scale;
    private final Buffer offset;
    private final Buffer mean;
    private final Buffer variance;
    private final Buffer y;
    private final int channels;
    private final long rows;
    private final boolean narrow;

    NormalizationGuard(
            double epsilon, Operand x, Operand scale, Operand offset, Operand mean, Operand variance, Operand y) {
        this.epsilon = epsilon;
        this.x = uses(x.buffer());
        this.scale = uses(scale.buffer());
        this.offset = uses(offset.buffer());
        this.mean = uses(mean.buffer());
        this.variance = uses(variance.buffer());
        this.y = uses(y.buffer());
        channels = x.shape().intDim(1);
        rows = x.size() / channels;
        narrow = x.isNarrow();
        describe("guard");
    }

    @Override
    void run() {
        for (int c = 0; c < channels; c++) {
            float sum = at(scale, c) * 0 + at(offset, c) * 0 + at(mean, c) * 0 + at(variance, c) * 0;
            if (Float.isNaN(sum)) {
                computeAgain(c);
            }
        }
    }

    private static float at(Buffer buffer, int c) {
        return Raw.getFloat(buffer.address() + 4L * c);
    }

    private void computeAgain(int c) {
        double factor = 1 / Math.sqrt(at(variance, c) + epsilon);
        for (long row = 0; row < rows; row++) {
            long element = row * channels + c;
            double number = narrow ? Raw.getNarrow(x.address() + 2 * element) : Raw.getFloat(x.address() + 4 * element);
            double value = Math.max(at(scale, c) * (number - at(mean, c)) * factor + at(offset, c), 0);
            if (narrow) {
                Raw.putNarrow(y.address() + 2 * element, value);
            } else {
                Raw.putFloat(y.address() + 4 * element, (float) value);
            }
        }
    }
}
