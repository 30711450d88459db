package org.neocog.graph;

import org.neocog.tensor.TensorType;

/**
 * Named state of a program that outlives a step: read by graphs, replaced at the end of a step, kept in checkpoints.
 *
 * @param name path of the parameter as in a PyTorch state dict ({@code conv1.weight}); slots add {@code #momentum}
 */
public record Variable(String name, TensorType type, Role role) {
    /** What a variable is for. */
    public enum Role {
        /** Trained by the optimizer. */
        PARAMETER,
        /** State of the optimizer for one parameter. */
        SLOT,
        /** Running statistic of a layer. */
        STATISTIC,
        /** Gradient of one parameter, kept between graphs: for accumulation, and for the sum over several workers. */
        GRADIENT
    }

    /** {@code conv1.weight: float32[6, 1, 5, 5] (parameter)}. */
    @Override
    public String toString() {
        return name + ": " + type + " (" + role.name().toLowerCase(java.util.Locale.ROOT) + ")";
    }
}
