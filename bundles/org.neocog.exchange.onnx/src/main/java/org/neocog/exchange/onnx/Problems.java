package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;

/** What is wrong with one file, collected so that all of it is said at once. */
final class Problems {
    private final Location file;
    private final Set<String> found = new LinkedHashSet<>();

    Problems(String file) {
        this.file = Location.origin(file);
    }

    void add(String message) {
        found.add(message);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    ConfigException refusal() {
        List<Problem> problems = new ArrayList<>();
        found.forEach(message -> problems.add(new Problem(file, message)));
        return new ConfigException(problems);
    }

    void throwIfAny() {
        if (!isEmpty()) {
            throw refusal();
        }
    }

    Location file() {
        return file;
    }
}
