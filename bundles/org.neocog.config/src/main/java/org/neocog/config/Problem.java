package org.neocog.config;

/**
 * One thing that is wrong with a config, and where. Provided by the framework.
 *
 * @param location the place that has to change
 * @param message rule, found value and cure
 */
public record Problem(Location location, String message) {
    /** Returns {@code file:line:column: message}. */
    @Override
    public String toString() {
        return location + ": " + message;
    }
}
