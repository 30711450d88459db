package org.neocog.backend.support;

import org.jspecify.annotations.Nullable;
import org.neocog.graph.Value;
import org.osgi.annotation.versioning.ConsumerType;

/** What a backend tells the memory planner of its values. Implemented by backends. */
@ConsumerType
public interface Placement {
    /** Bytes that the value takes. */
    long bytes(Value value);

    /** Whether the plan is to place the value; false for what lives elsewhere, such as variables and constants. */
    boolean planned(Value value);

    /**
     * The operand in whose memory the value lies as well, or null. Only for ops that leave the memory as it is (a reshape): both are kept as
     * long as either is needed.
     */
    default @Nullable Value aliasOf(Value value) {
        return null;
    }
}
