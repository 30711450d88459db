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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Snapshot;

/**
 * The folder {@code checkpoints}: {@code step-00000938.safetensors} with the variables, and {@code step-00000938.json}, written after it,
 * with the position and the SHA-256 of the first. A checkpoint counts if both are whole; a torn one is passed over.
 */
final class CheckpointStore {
    private static final Logger LOG = System.getLogger(CheckpointStore.class.getName());
    private static final String TENSORS = ".safetensors";
    private static final String POSITION = ".json";

    private final Path folder;
    private final int keep;

    CheckpointStore(Path folder, int keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** A checkpoint that was found whole. */
    record Stored(Checkpoint position, Path tensors) {}

    /** Writes a checkpoint, then deletes those before it but the newest. */
    void write(Checkpoint position, Snapshot state) throws IOException {
        Files.createDirectories(folder);
        String name = String.format(Locale.ROOT, "step-%08d", position.step());
        Path tensors = folder.resolve(name + TENSORS);
        AtomicFiles.write(tensors, channel -> Safetensors.write(channel, state.tensors()));
        Map<String, Object> json = position.toMap();
        json.put("sha256", Digests.of(tensors));
        AtomicFiles.write(folder.resolve(name + POSITION), Json.document(json));
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            Files.deleteIfExists(old);
            Files.deleteIfExists(tensorsOf(old));
        }
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
        return Optional.of(new Stored(Checkpoint.of(object), tensors));
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
