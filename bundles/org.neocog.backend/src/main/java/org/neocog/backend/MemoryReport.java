package org.neocog.backend;

/**
 * Memory of an executable in bytes.
 *
 * @param variables parameters, slots, statistics
 * @param intermediates values within a step, after reuse
 * @param outputs what steps give back
 */
public record MemoryReport(long variables, long intermediates, long outputs) {
    public long total() {
        return variables + intermediates + outputs;
    }
}
