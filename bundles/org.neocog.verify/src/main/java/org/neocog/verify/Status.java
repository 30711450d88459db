package org.neocog.verify;

import java.util.Locale;

/** How a check ended. */
public enum Status {
    /** The claim holds. */
    PASSED,
    /** Not claimed, and refused as it must be. */
    REFUSED,
    /** The claim does not hold. */
    WRONG,
    /** The claim holds, but memory was not given back. */
    LEAKED,
    /** The process died of it. */
    CRASHED,
    /** It did not end in time. */
    HUNG,
    /** Left out, since others of the same op crashed or hung before. */
    SKIPPED;

    /** Whether the claim was neither kept nor waived. */
    public boolean isFailure() {
        return this != PASSED && this != REFUSED;
    }

    /** As reports have it: {@code passed}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
