package org.neocog.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a run is started.
 *
 * @param folder the run folder to make, or empty for {@code <runs>/<name>-<date>-<time>}
 * @param runs where run folders are made
 * @param backend the only backend to use, or empty for the experiment's preference
 * @param waits whether the run waits for an update when every backend that it prefers has failed; else it fails as the last one did
 */
public record StartOptions(Optional<Path> folder, Path runs, Optional<String> backend, boolean waits) {}
