package org.neocog.experiment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Key {@code cache} of {@code data.train} or {@code data.eval}: images are kept where they have come to be of one size.
 *
 * @param type the form in which they are kept
 * @param path folder that keeps them; empty for that of the user's caches
 */
public record DataCache(Type type, Optional<Path> path) {
    /** Forms in which images are kept. */
    public enum Type {
        /** A mapped Arrow IPC file. */
        ARROW
    }
}
