package org.neocog.backend.testkit;

import java.util.Set;

/**
 * How a case that holds came about.
 *
 * @param ops names of the ops in its graphs
 * @param refused names of those that the backend does not support; then compiling was refused as the contract asks, and nothing ran
 */
public record Outcome(Set<String> ops, Set<String> refused) {
    public Outcome {
        ops = Set.copyOf(ops);
        refused = Set.copyOf(refused);
    }

    /** Whether the backend computed the case. */
    public boolean ran() {
        return refused.isEmpty();
    }
}
