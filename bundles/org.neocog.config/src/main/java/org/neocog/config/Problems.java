package org.neocog.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything that is wrong, so that the user sees all of it at once. Provided by the framework.
 *
 * <p>The same problem found twice (a list that two sections share) is kept once. Not safe for use by several threads.
 */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(
                    (Problem problem) -> problem.location().file())
            .thenComparingInt(problem -> problem.location().line())
            .thenComparingInt(problem -> problem.location().column());

    private final Set<Problem> found = new LinkedHashSet<>();
    private int reported;

    /**
     * Adds a problem.
     *
     * @param location the place that has to change
     * @param message rule, found value and cure
     */
    public void add(Location location, String message) {
        found.add(new Problem(location, message));
        reported++;
    }

    /**
     * Adds all problems of a refusal.
     *
     * @param refusal what another part refused
     */
    public void addAll(ConfigException refusal) {
        found.addAll(refusal.problems());
        reported += refusal.problems().size();
    }

    /** Returns whether nothing is wrong so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * Returns how often a problem was added, the same one counted each time: compared before and after, it tells whether
     * what was read in between is right.
     */
    public int reported() {
        return reported;
    }

    /** Returns the problems ordered by file, line and column; at one place in the order they were found. */
    public List<Problem> list() {
        return found.stream().sorted(BY_PLACE).toList();
    }

    /**
     * Does nothing when nothing is wrong.
     *
     * @throws ConfigException with all problems, if there are any
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(list());
        }
    }
}
