package org.neocog.console;

import java.nio.file.Path;
import java.util.List;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Nearest;
import org.neocog.run.Run;

/** Finds a run that goes on by the folder, or the name of the folder, that people give. */
final class RunNames {
    private RunNames() {}

    /** @throws ConfigException if there is none; names those that there are */
    static Run live(String command, String given, Console console) {
        Path path = console.path(Path.of(given)).toAbsolutePath().normalize();
        List<Run> live = console.services().engine().live();
        for (Run run : live) {
            Path folder = run.folder().toAbsolutePath().normalize();
            if (folder.equals(path) || String.valueOf(folder.getFileName()).equals(given)) {
                return run;
            }
        }
        List<String> names = live.stream()
                .map(run -> String.valueOf(run.folder().getFileName()))
                .sorted()
                .toList();
        throw new ConfigException(
                Location.origin(command),
                "the run must go on in this process, or in a server, but run=" + given + ", going on=" + names
                        + Nearest.of(given, names)
                                .map(near -> "; did you mean \"" + near + "\"?")
                                .orElse(". Start a server by: neocog serve; runs that are started then go on in it."));
    }

    /** Whether such a run goes on here. */
    static boolean isLive(String given, Console console) {
        Path path = console.path(Path.of(given)).toAbsolutePath().normalize();
        return console.services().engine().live().stream()
                .anyMatch(run -> run.folder().toAbsolutePath().normalize().equals(path)
                        || String.valueOf(run.folder().getFileName()).equals(given));
    }

    static String name(Run run) {
        return String.valueOf(run.folder().getFileName());
    }
}
