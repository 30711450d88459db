package org.neocog.backend.testkit;

import java.util.Set;

/**
 * What became of one case, for reports.
 *
 * @param kind how it ended
 * @param ops names of the ops in its graphs; of those that were refused, if it was
 * @param error greatest deviation from what was wanted, as share of the greatest magnitude wanted; 0 where nothing was measured
 * @param message why the claim does not hold; empty if it does
 */
public record Verdict(Kind kind, Set<String> ops, double error, String message) {
    /** How a case ends that ends. */
    public enum Kind {
        /** The claim holds. */
        PASSED,
        /** The backend does not support the op, and refused it as it must. */
        REFUSED,
        /** The claim does not hold. */
        WRONG,
        /** The claim holds, but memory was not given back. */
        LEAKED
    }

    public Verdict {
        ops = Set.copyOf(ops);
    }
}
