package org.neocog.backend.onednn;

import org.neocog.graph.PoolingWindow;
import org.neocog.tensor.Shape;

/** Positions of a pooling window along one axis. */
record WindowAxis(int in, int out, int size, int stride, int low) {
    /** The three spatial axes of a window; those that are not there have size 1. */
    static WindowAxis[] of(PoolingWindow window, Shape input, Shape output) {
        WindowAxis[] axes = new WindowAxis[3];
        int rank = window.spatialRank();
        for (int i = 0; i < 3; i++) {
            int axis = i - (3 - rank);
            axes[i] = axis < 0
                    ? new WindowAxis(1, 1, 1, 1, 0)
                    : new WindowAxis(
                            input.intDim(axis + 2),
                            output.intDim(axis + 2),
                            window.size().get(axis),
                            window.strides().get(axis),
                            window.padLow().get(axis));
        }
        return axes;
    }

    /** First input position of the window at output position {@code p}. */
    int first(int p) {
        return Math.max(0, p * stride - low);
    }

    /** One past the last input position of the window at output position {@code p}. */
    int end(int p) {
        return Math.min(in, p * stride - low + size);
    }

    /** Padding behind the input that the last window really touches. */
    int high() {
        return Math.max(0, (out - 1) * stride + size - in - low);
    }
}
