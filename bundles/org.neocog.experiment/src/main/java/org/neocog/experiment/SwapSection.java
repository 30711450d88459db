package org.neocog.experiment;

import java.util.OptionalDouble;

/**
 * Section {@code swap}: when a run changes its backend while it goes on, and within which bounds.
 *
 * @param policy who decides
 * @param tolerance relative difference that the proof allows; empty for what fits the precision
 * @param timeout seconds that compiling and proving a backend, or one call of it, may take
 * @param quiesce seconds that a leaving bundle waits for the run to come to a step boundary
 * @param grace seconds that the run waits for a backend that left to come back, as in an update, before it takes another
 */
public record SwapSection(Policy policy, OptionalDouble tolerance, double timeout, double quiesce, double grace) {
    /** Who decides that a backend is replaced. */
    public enum Policy {
        /** The run does: it takes what it prefers as soon as it is there, and another one when its own leaves. */
        AUTO,
        /** People do: the run says what it could take, and waits if its own leaves. */
        ASK,
        /** Nobody does: the run stays with what it began with, and waits if that leaves. */
        PIN
    }
}
