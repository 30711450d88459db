package org.neocog.experiment;

/**
 * Section {@code loss}: what training minimizes.
 *
 * @param type the loss
 */
public record LossSection(Type type) {
    /** The losses there are. */
    public enum Type {
        /** The mean over the batch of minus the logarithm of the softmax of the label's logit. */
        SOFTMAX_CROSS_ENTROPY
    }
}
