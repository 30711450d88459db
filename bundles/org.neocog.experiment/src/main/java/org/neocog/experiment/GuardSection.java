package org.neocog.experiment;

import java.util.Optional;

/**
 * Section {@code guards}: what happens when a training goes wrong.
 *
 * @param notFinite what to do about a loss that is NaN or infinite
 * @param spike when a loss is taken for a spike; empty if it is not looked for
 * @param stall when a loss is taken for stalled; empty if it is not looked for
 * @param attempts how often the run goes back or lowers its rate before it fails, at least 0
 * @param gamma factor of the learning rate where it is lowered
 */
public record GuardSection(Policy notFinite, Optional<Spike> spike, Optional<Stall> stall, int attempts, double gamma) {
    /** What to do. */
    public enum Policy {
        /** The run fails; its last checkpoint stays. */
        STOP,
        /** The run goes back to its last checkpoint and passes over the batches since then. */
        ROLLBACK,
        /** The run goes back to its last checkpoint and goes on with a lower learning rate. */
        LOWER_LEARNING_RATE
    }

    /**
     * A loss that is far above those before it.
     *
     * @param factor how many times the mean of the window it must exceed
     * @param window number of steps in the mean; so many must be done before it is looked for
     */
    public record Spike(Policy policy, double factor, int window) {}

    /**
     * A training loss that does not become better. Going back makes no sense here: only {@link Policy#STOP} and {@link
     * Policy#LOWER_LEARNING_RATE}, which then keeps the weights.
     *
     * @param epochs after how many epochs without improvement
     * @param threshold relative improvement that counts
     */
    public record Stall(Policy policy, int epochs, double threshold) {}
}
