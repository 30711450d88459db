package org.neocog.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A config that cannot be used, with every reason why. Provided by the framework; plug-ins throw it by {@link
 * Options#error}.
 *
 * <p>The message holds one problem a line, each with its place.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Makes a refusal of several reasons.
     *
     * @param problems the reasons, at least one
     */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("ConfigException: needs at least one problem, but problems=[].");
        }
        this.problems = List.copyOf(problems);
    }

    /**
     * Makes a refusal of one reason.
     *
     * @param location the place that has to change
     * @param message rule, found value and cure
     */
    public ConfigException(Location location, String message) {
        this(List.of(new Problem(location, message)));
    }

    /** Returns the reasons in the order in which the message lists them. */
    public List<Problem> problems() {
        return problems;
    }
}
