package org.neocog.experiment;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Section {@code backend}: who computes.
 *
 * @param prefer names of backends, the first one that is there is taken; not empty
 * @param threads how many threads compute; 0 is one a core
 * @param tune whether the backend tries which of its ways of computing are fastest here, and keeps what it found
 * @param tf32 whether the backend may multiply in tf32 where that is faster
 * @param require an OSGi filter on the service's properties that the backend must match
 */
public record BackendSection(List<String> prefer, int threads, boolean tune, boolean tf32, Optional<String> require) {
    /** Copies the list. */
    public BackendSection {
        prefer = List.copyOf(prefer);
    }

    /** Of any backend. */
    public BackendSection(List<String> prefer, int threads) {
        this(prefer, threads, false, false, Optional.empty());
    }

    /** The same with one name alone. */
    BackendSection only(String name) {
        return new BackendSection(List.of(name), threads, tune, tf32, require);
    }

    static boolean isFilter(String text) {
        try {
            FrameworkUtil.createFilter(text);
            return true;
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }
}
