package org.neocog.backend.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a backend found to be fastest, by op and shape, in a file, so that it is found once per machine. What is kept stays: the same program computes the
 * same bits the next time. A file that cannot be read, or is of another machine, is as good as none.
 *
 * <p>Threading: safe, also between processes: the file is replaced as a whole. Of two processes that write at the same moment, what one found may be lost.
 */
public final class TuningCache {
    private static final System.Logger LOG = System.getLogger(TuningCache.class.getName());
    private static final String MACHINE = "machine";
    private static final String CHOICE = "choice.";

    private final @Nullable Path file;
    private final String machine;
    private @Nullable Properties known;

    /**
     * @param file to keep it in; null for the memory of this process alone
     * @param machine what must be the same for it to hold: processor or device, library or driver
     */
    public TuningCache(@Nullable Path file, String machine) {
        this.file = file;
        this.machine = machine;
    }

    /**
     * What was found.
     *
     * @param key names the op, its shapes and whatever else the choice depends on
     * @return what {@link #keep} was given, or null if that is not known yet
     */
    public synchronized @Nullable String choice(String key) {
        return known().getProperty(CHOICE + key);
    }

    /**
     * Keeps what was found, unless something else is kept already, by another process for example.
     *
     * @return what is kept now
     */
    public synchronized String keep(String key, String choice) {
        Properties now = read();
        known().forEach(now::putIfAbsent);
        now.putIfAbsent(CHOICE + key, choice);
        known = now;
        write(now);
        return Objects.requireNonNull(now.getProperty(CHOICE + key));
    }

    private Properties known() {
        Properties read = known;
        if (read == null) {
            read = read();
            known = read;
        }
        return read;
    }

    private Properties read() {
        Properties none = new Properties();
        if (file == null || !Files.isReadable(file)) {
            return none;
        }
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
            return machine.equals(properties.getProperty(MACHINE)) ? properties : none;
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "What was found to be fastest cannot be read, it is found again", e);
            return none;
        }
    }

    private void write(Properties properties) {
        if (file == null) {
            return;
        }
        try {
            properties.setProperty(MACHINE, machine);
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "tuning", ".part");
            try {
                try (OutputStream stream = Files.newOutputStream(part)) {
                    properties.store(stream, null);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "What was found to be fastest cannot be kept, it will be found again",
                    e);
        }
    }
}
