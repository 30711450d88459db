package org.neocog.backend.support;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.cache.FactFile;

/**
 * What a backend found to be fastest, by op and shape, in a file, so that it is found once per machine. What is kept stays: the same program computes the
 * same bits the next time.
 *
 * <p>Threading: safe, also between processes: the file is replaced as a whole. Of two processes that write at the same moment, what one found may be lost.
 */
public final class TuningCache {
    private final @Nullable FactFile file;
    private @Nullable Map<String, String> known;

    /**
     * @param file to keep it in; null for the memory of this process alone
     * @param machine what must be the same for it to hold: processor or device, library or driver
     */
    public TuningCache(@Nullable Path file, String machine) {
        this.file = file == null ? null : new FactFile(file, machine);
    }

    /**
     * What was found.
     *
     * @param key names the op, its shapes and whatever else the choice depends on
     * @return what {@link #keep} was given, or null if that is not known yet
     */
    public synchronized @Nullable String choice(String key) {
        return known().get(key);
    }

    /**
     * Keeps what was found, unless something else is kept already, by another process for example.
     *
     * @return what is kept now
     */
    public synchronized String keep(String key, String choice) {
        Map<String, String> now = read();
        known().forEach(now::putIfAbsent);
        now.putIfAbsent(key, choice);
        known = now;
        if (file != null) {
            file.write(now);
        }
        return Objects.requireNonNull(now.get(key));
    }

    private Map<String, String> known() {
        Map<String, String> read = known;
        if (read == null) {
            read = read();
            known = read;
        }
        return read;
    }

    private Map<String, String> read() {
        return new TreeMap<>(file == null ? Map.of() : file.read().orElse(Map.of()));
    }
}
