package org.neocog.console;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;
import org.neocog.run.RunException;

/** Says what went wrong, for people and for programs, with the exit code that it means. */
final class Failures {
    private static final Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    /** What the words of the command line must be, but are not. */
    static Outcome usage(String message) {
        return new Outcome(ExitCode.USAGE, "", "neocog: " + message + "\n", error(ExitCode.USAGE, message, List.of()));
    }

    /** What a command threw. */
    static Outcome of(Throwable failure) {
        if (failure instanceof ConfigException config) {
            StringBuilder lines = new StringBuilder();
            config.problems().forEach(problem -> lines.append(line(problem)).append('\n'));
            return new Outcome(
                    ExitCode.USAGE,
                    "",
                    lines.toString(),
                    error(ExitCode.USAGE, lines.toString().strip(), config.problems()));
        }
        if (failure instanceof RunException || failure instanceof BackendException) {
            LOG.log(Level.INFO, "the command failed", failure);
            return failed(String.valueOf(failure.getMessage()));
        }
        LOG.log(Level.ERROR, "the command failed unexpectedly", failure);
        return failed(
                "unexpected: " + failure + ". This is a defect of Neocog or of a plug-in: the log has the details.");
    }

    private static Outcome failed(String message) {
        return new Outcome(ExitCode.FAILED, "", message + "\n", error(ExitCode.FAILED, message, List.of()));
    }

    private static String line(Problem problem) {
        return problem.location().equals(Location.NONE) ? problem.message() : problem.toString();
    }

    /** What {@code --json} prints. */
    static Map<String, Object> error(int exitCode, String message, List<Problem> problems) {
        List<Map<String, @Nullable Object>> places = new ArrayList<>();
        for (Problem problem : problems) {
            Location location = problem.location();
            Map<String, @Nullable Object> place = new LinkedHashMap<>();
            place.put("file", location.equals(Location.NONE) ? null : location.file());
            place.put("line", location.line() == 0 ? null : location.line());
            place.put("column", location.line() == 0 ? null : location.column());
            place.put("message", problem.message());
            places.add(place);
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("exitCode", exitCode);
        error.put("message", message);
        error.put("problems", places);
        return Map.of("error", error);
    }
}
