package org.neocog.backend.reference;

import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Copies what was fed for one input into its array, cut into pieces. */
final class FeedKernel extends Kernel {
    private static final int PIECE = 8192;

    private final String input;
    private final TensorType type;
    private final double[] y;
    private @Nullable Tensor tensor;

    FeedKernel(String input, TensorType type, double[] y) {
        super((type.shape().intSize() + PIECE - 1) / PIECE, 3 * PIECE);
        this.input = input;
        this.type = type;
        this.y = y;
    }

    String input() {
        return input;
    }

    TensorType type() {
        return type;
    }

    /** Sets the tensor of the next step; null lets it go. */
    void feed(@Nullable Tensor fed) {
        tensor = fed;
    }

    @Override
    public void run(int index, int worker) {
        Tensor fed = tensor;
        if (fed == null) {
            throw new IllegalStateException("reference: input \"" + input + "\" must be fed before it is read.");
        }
        int from = index * PIECE;
        TensorCopies.load(fed, y, from, Math.min(from + PIECE, type.shape().intSize()));
    }
}
