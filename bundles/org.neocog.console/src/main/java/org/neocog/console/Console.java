package org.neocog.console;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What one execution of a command works with.
 *
 * @param services the services of the framework
 * @param attendant waits for runs
 * @param out for the result; commands leave it to the {@link Outcome}, the shell alone writes itself
 * @param err for progress
 * @param workingDirectory what relative paths are relative to
 * @param columns the width of the terminal behind {@code err}; 0 if it is none
 */
record Console(
        Services services,
        RunAttendant attendant,
        PrintStream out,
        PrintStream err,
        Path workingDirectory,
        int columns) {
    /** A path that the user gave, seen from this process; kept as it is given where that is the same. */
    Path path(Path given) {
        return workingDirectory.equals(Path.of("").toAbsolutePath()) ? given : workingDirectory.resolve(given);
    }

    /** A path as the user would give it. */
    String shown(Path path) {
        Path absolute = workingDirectory.resolve(path).normalize();
        return absolute.startsWith(workingDirectory) && !absolute.equals(workingDirectory)
                ? workingDirectory.relativize(absolute).toString()
                : path.toString();
    }
}
