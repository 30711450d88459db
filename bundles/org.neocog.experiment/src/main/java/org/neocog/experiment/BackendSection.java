package org.neocog.experiment;

import java.util.List;

/**
 * Section {@code backend}: who computes.
 *
 * @param prefer names of backends, the first one that is there is taken; not empty
 * @param threads how many threads compute; 0 is one a core
 */
public record BackendSection(List<String> prefer, int threads) {
    /** Copies the list. */
    public BackendSection {
        prefer = List.copyOf(prefer);
    }
}
