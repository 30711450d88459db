package org.neocog.run;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;

/**
 * The folder {@code checkpoints}: {@code step-00000938.safetensors} with the variables, and {@code step-00000938.json}, written after it,
 * with the position and the SHA-256 of the first. A checkpoint counts if both are whole; a torn one is passed over.
 */
final class CheckpointStore {
    private static final Logger LOG = System.getLogger(CheckpointStore.class.getName());
    private static final String TENSORS = ".safetensors";
    private static final String POSITION = ".json";
    private static final String BEST = "best.json";

    private final Path folder;
    private final int keep;

    CheckpointStore(Path folder, int keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** A checkpoint that was found whole, with the config that it was made with; null in those of earlier versions. */
    record Stored(
            Checkpoint position, Path tensors, @Nullable JsonObject config) {}

    /**
     * Writes a checkpoint, then deletes those before it but the newest and the best. One of the same step is replaced: its JSON goes first, so
     * that no other tensors ever stand beside it.
     *
     * @param config the run's config, which a resume compares
     */
    void write(Checkpoint position, Snapshot state, Map<String, ?> config) throws IOException {
        Files.createDirectories(folder);
        String name = name(position.step());
        Path tensors = folder.resolve(name + TENSORS);
        Path json = folder.resolve(name + POSITION);
        Files.deleteIfExists(json);
        AtomicFiles.write(tensors, channel -> Safetensors.write(channel, state.tensors()));
        Map<String, Object> document = position.toMap();
        document.put("sha256", Digests.of(tensors));
        document.put("config", config);
        AtomicFiles.write(json, Json.document(document));
        List<Path> all = newestFirst();
        Path best = bestFile().orElse(null);
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            if (!old.equals(best)) {
                delete(old);
            }
        }
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "step-%08d", step);
    }

    private static void delete(Path json) throws IOException {
        Files.deleteIfExists(json);
        Files.deleteIfExists(tensorsOf(json));
    }

    /** Remembers the checkpoint of a step, which must be there, as the best one. */
    void markBest(long step, String metric, double value) throws IOException {
        Map<String, Object> best = new LinkedHashMap<>();
        best.put("checkpoint", name(step));
        best.put("metric", metric);
        best.put("value", value);
        AtomicFiles.write(folder.resolve(BEST), Json.document(best));
    }

    private Optional<Path> bestFile() throws IOException {
        Path file = folder.resolve(BEST);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonObject best = Json.parse(Files.readString(file));
        return best == null || !best.has("checkpoint")
                ? Optional.empty()
                : Optional.of(folder.resolve(best.get("checkpoint").getAsString() + POSITION));
    }

    /** The best checkpoint, if it is whole. */
    Optional<Stored> best() throws IOException {
        Optional<Path> json = bestFile().filter(Files::isRegularFile);
        return json.isPresent() ? check(json.get()) : Optional.empty();
    }

    /** The newest whole checkpoint. */
    Optional<Stored> last() throws IOException {
        for (Path json : newestFirst()) {
            Optional<Stored> stored = check(json);
            if (stored.isPresent()) {
                return stored;
            }
            LOG.log(Level.WARNING, "checkpoint {0} is torn; the one before it is used", json);
        }
        return Optional.empty();
    }

    /** Reads a checkpoint's variables; the caller closes them. */
    static Snapshot read(Stored stored, BufferAllocator allocator) throws IOException {
        return Safetensors.read(stored.tensors(), allocator);
    }

    private static Optional<Stored> check(Path json) throws IOException {
        JsonObject object = Json.parse(Files.readString(json));
        Path tensors = tensorsOf(json);
        if (object == null || !object.has("sha256") || !Files.isRegularFile(tensors)) {
            return Optional.empty();
        }
        if (!Digests.of(tensors).equals(object.get("sha256").getAsString())) {
            return Optional.empty();
        }
        JsonObject config = object.has("config") ? object.getAsJsonObject("config") : null;
        return Optional.of(new Stored(Checkpoint.of(object), tensors, config));
    }

    private static Path tensorsOf(Path json) {
        String name = json.getFileName().toString();
        return json.resolveSibling(name.substring(0, name.length() - POSITION.length()) + TENSORS);
    }

    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().matches("step-\\d+\\.json"))
                            .toList());
            found.sort(Comparator.comparing((Path file) -> number(file)).reversed());
            return found;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static long number(Path json) {
        return Long.parseLong(json.getFileName().toString().replaceAll("\\D", ""));
    }
}
