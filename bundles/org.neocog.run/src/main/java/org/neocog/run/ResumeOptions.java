package org.neocog.run;

import java.util.List;
import java.util.Optional;

/**
 * How a run goes on otherwise than it was.
 *
 * @param backend the only backend to use, or empty for the experiment's preference
 * @param overrides changes of the run's config, as {@code -s} takes them
 * @param acceptChanges whether a config that differs from the one of the last checkpoint is taken, and recorded; else it is refused
 */
public record ResumeOptions(Optional<String> backend, List<String> overrides, boolean acceptChanges) {
    /** Exactly as it was. */
    public static final ResumeOptions NONE = new ResumeOptions(Optional.empty(), List.of(), false);

    /** Copies the list. */
    public ResumeOptions {
        overrides = List.copyOf(overrides);
    }
}
