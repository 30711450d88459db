package org.neocog.run;

import java.util.List;
import java.util.Optional;

/**
 * How a run goes on otherwise than it was.
 *
 * @param backend the only backend to use, or empty for the experiment's preference
 * @param overrides changes of the run's config, as {@code -s} takes them
 * @param acceptChanges whether a config that differs from the one of the last checkpoint is taken, and recorded; else it is refused
 * @param waits whether the run waits for an update when every backend that it prefers has failed; else it fails as the last one did
 */
public record ResumeOptions(Optional<String> backend, List<String> overrides, boolean acceptChanges, boolean waits) {
    /** Exactly as it was. */
    public static final ResumeOptions NONE = new ResumeOptions(Optional.empty(), List.of(), false);

    /** Copies the list. */
    public ResumeOptions {
        overrides = List.copyOf(overrides);
    }

    /** A run that waits when every backend has failed. */
    public ResumeOptions(Optional<String> backend, List<String> overrides, boolean acceptChanges) {
        this(backend, overrides, acceptChanges, true);
    }

    /** The same of a run that fails when every backend has failed. */
    public ResumeOptions failing() {
        return new ResumeOptions(backend, overrides, acceptChanges, false);
    }
}
