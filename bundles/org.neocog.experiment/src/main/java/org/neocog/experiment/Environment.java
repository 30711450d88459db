package org.neocog.experiment;

import java.util.Map;
import java.util.Optional;

/** The environment variables that {@code ${env:NAME}} reads. */
@FunctionalInterface
public interface Environment {
    /**
     * Looks a variable up.
     *
     * @param name the variable's name
     * @return its value, or empty if it is not set
     */
    Optional<String> get(String name);

    /** Returns the variables of this process. */
    static Environment ofProcess() {
        return name -> Optional.ofNullable(System.getenv(name));
    }

    /** Returns the given variables. */
    static Environment of(Map<String, String> variables) {
        Map<String, String> copy = Map.copyOf(variables);
        return name -> Optional.ofNullable(copy.get(name));
    }
}
