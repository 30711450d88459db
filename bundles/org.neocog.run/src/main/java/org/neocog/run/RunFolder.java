package org.neocog.run;

import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.experiment.ConfigText;

/**
 * The folder of one run: {@code config.yaml}, {@code manifest.json}, {@code metrics.jsonl}, {@code events.jsonl}, {@code
 * checkpoints/}, {@code summary.json}.
 *
 * <p>Whole files are replaced atomically; the two logs only grow, and a torn last line is cut off when the run goes on.
 */
final class RunFolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunFolder.class.getName());
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Path path;
    private BufferedWriter metrics;
    private final BufferedWriter events;

    private RunFolder(Path path) throws IOException {
        this.path = path;
        this.metrics = append(metricsFile(path));
        BufferedWriter opened = null;
        try {
            opened = append(path.resolve("events.jsonl"));
        } finally {
            if (opened == null) {
                metrics.close();
            }
        }
        this.events = opened;
    }

    /** The folder's name for a run that starts now. */
    static Path named(Path runs, String name) {
        return runs.resolve(name + "-" + LocalDateTime.now().format(STAMP));
    }

    /**
     * Makes a new run folder with its config.
     *
     * @throws ConfigException if it exists
     * @throws RunException if it can't be written
     */
    static RunFolder create(Path path, MappingNode config) {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            make(path);
            AtomicFiles.write(configFile(path), ConfigText.write(config));
            return new RunFolder(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static void make(Path path) throws IOException {
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
            throw exists(path);
        }
    }

    static ConfigException exists(Path path) {
        return new ConfigException(
                Location.origin("run folder"),
                "must not exist, but " + path + " does. Choose another one, or go on with it by: neocog resume "
                        + path);
    }

    /** Opens a run folder to go on from a position: what the logs hold of later steps is cut off. */
    static RunFolder reopen(Path path, long step) {
        try {
            cut(metricsFile(path), step);
            cut(path.resolve("events.jsonl"), Long.MAX_VALUE);
            return new RunFolder(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    static RunException unwritable(Path path, IOException cause) {
        return new RunException(
                "run folder " + path + ": must be writable, but " + reason(cause)
                        + ". Free space or fix the permissions; the last checkpoint is as it was.",
                cause);
    }

    static String reason(IOException e) {
        String text = RunException.textOf(e);
        return e.getClass() == IOException.class ? text : e.getClass().getSimpleName() + ": " + text;
    }

    static Path configFile(Path path) {
        return path.resolve("config.yaml");
    }

    private static Path metricsFile(Path path) {
        return path.resolve("metrics.jsonl");
    }

    /** The summary of a run that ended, if there is one. */
    static Optional<JsonObject> summary(Path path) throws IOException {
        try {
            return Optional.ofNullable(Json.parse(Files.readString(path.resolve("summary.json"))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Path path() {
        return path;
    }

    CheckpointStore checkpoints(int keep) {
        return checkpoints(path, keep);
    }

    static CheckpointStore checkpoints(Path path, int keep) {
        return new CheckpointStore(path.resolve("checkpoints"), keep);
    }

    void manifest(Map<String, ?> manifest) throws IOException {
        AtomicFiles.write(path.resolve("manifest.json"), Json.document(manifest));
    }

    void summary(Map<String, ?> summary) throws IOException {
        AtomicFiles.write(path.resolve("summary.json"), Json.document(summary));
    }

    /** Adds a line to the metrics; on disk after {@link #flush}. */
    void metric(Map<String, ?> line) throws IOException {
        metrics.write(Json.line(line));
        metrics.write('\n');
    }

    /** Adds an event with the time, on disk at once. Any thread may call this. */
    synchronized void event(String event, long step, Map<String, ?> details) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("event", event);
        line.put("step", step);
        line.putAll(details);
        events.write(Json.line(line));
        events.write('\n');
        events.flush();
    }

    /** Takes away the metrics of later steps: they are done again. */
    void cutMetricsAfter(long step) throws IOException {
        metrics.close();
        cut(metricsFile(path), step);
        metrics = append(metricsFile(path));
    }

    /** Whether the folder's config reads otherwise. */
    boolean hasOtherConfig(MappingNode config) throws IOException {
        return !Files.readString(configFile(path)).equals(ConfigText.write(config));
    }

    /** Closes after a failure that is thrown already. */
    void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "run folder " + path + " could not be closed", e);
        }
    }

    /** Replaces the config, and keeps the one before beside it. */
    void replaceConfig(MappingNode config, long step) throws IOException {
        Path file = configFile(path);
        Files.copy(file, path.resolve("config-until-step-" + step + ".yaml"), StandardCopyOption.REPLACE_EXISTING);
        AtomicFiles.write(file, ConfigText.write(config));
    }

    void flush() throws IOException {
        metrics.flush();
    }

    @Override
    public void close() throws IOException {
        try (BufferedWriter first = metrics;
                BufferedWriter second = events) {
            first.flush();
            second.flush();
        }
    }

    private static BufferedWriter append(Path file) throws IOException {
        return Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Keeps the whole lines of at most this step. */
    private static void cut(Path file, long lastStep) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<String> kept = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            JsonObject object = Json.parse(line);
            if (object != null && object.has("step") && object.get("step").getAsLong() <= lastStep) {
                kept.add(line);
            }
        }
        AtomicFiles.write(file, kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    }
}
