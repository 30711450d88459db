package org.neocog.experiment;

import java.util.List;

/**
 * Section {@code loss}: what training minimizes.
 *
 * @param type the loss
 * @param labelSmoothing share of the target that is spread over all classes alike, 0 to below 1
 * @param classWeights weight of the examples of each class; empty for equal ones
 */
public record LossSection(Type type, double labelSmoothing, List<Double> classWeights) {
    /** The losses there are. */
    public enum Type {
        /** The mean over the batch of minus the logarithm of the softmax of the label's logit. */
        SOFTMAX_CROSS_ENTROPY
    }

    /** Copies the list. */
    public LossSection {
        classWeights = List.copyOf(classWeights);
    }

    /** A loss without further ado. */
    public LossSection(Type type) {
        this(type, 0, List.of());
    }
}
