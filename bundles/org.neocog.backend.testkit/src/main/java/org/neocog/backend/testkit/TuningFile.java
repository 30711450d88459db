package org.neocog.backend.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.neocog.cache.FactFile;

/** The file in which a backend keeps which ways of computing were found to be fastest, to be read and changed by tests. Provided by the framework. */
public final class TuningFile {
    private final Path file;

    public TuningFile(Path file) {
        this.file = file;
    }

    private FactFile facts() {
        return new FactFile(
                file,
                FactFile.holdsFor(file)
                        .orElseThrow(() -> new AssertionError("something must have been kept in " + file)));
    }

    /**
     * What was found, by op and shapes.
     *
     * @throws AssertionError if nothing is kept, or the file is damaged
     */
    public Map<String, String> choices() {
        return facts().read().orElseThrow(() -> new AssertionError(file + " must be whole, but is damaged"));
    }

    /** Has other choices kept, as if they had been found. */
    public void replace(UnaryOperator<String> other) {
        Map<String, String> choices = new TreeMap<>(choices());
        choices.replaceAll((what, choice) -> other.apply(choice));
        facts().write(choices);
    }
}
