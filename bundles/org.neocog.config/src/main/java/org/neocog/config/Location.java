package org.neocog.config;

/**
 * A place in a config file, or the origin of a value that stands in no file. Provided by the framework.
 *
 * <p>Lines and columns count from 1. Line 0 means "no position": then {@code file} alone names the origin, for example
 * an override on the command line or {@link #NONE}.
 *
 * @param file the file as the user named it, or the name of the origin
 * @param line the line, from 1, or 0 if there is none
 * @param column the column, from 1, or 0 if there is none
 */
public record Location(String file, int line, int column) {
    /** The place of values that come from code: a default. */
    public static final Location NONE = new Location("default", 0, 0);

    /**
     * Names an origin that has no lines.
     *
     * @param name for example {@code -s optimizer.momentum=0.9}
     * @return a location that prints as the name
     */
    public static Location origin(String name) {
        return new Location(name, 0, 0);
    }

    /** Returns {@code file:line:column}, or the origin's name alone. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
