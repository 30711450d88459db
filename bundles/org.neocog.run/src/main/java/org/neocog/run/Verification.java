package org.neocog.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.osgi.framework.Bundle;

/**
 * What was recorded of a bundle when it was verified: a score from 0 to 1 for each of its services, by the SHA-256 of its jar, so that it holds for
 * that very file and no other.
 *
 * <p>It stands in two places: in the user's cache ({@code verified/<sha256>.json}), and in {@code <jar>.verified.json} beside the jar, to be shipped
 * with it. What is beside the jar counts where the cache has nothing. Neither is signed: it says what was measured, not by whom.
 */
public final class Verification {
    private static final Logger LOG = System.getLogger(Verification.class.getName());
    private static final String CACHE = "neocog.cache";
    private static final String REFERENCE = "reference:";
    private static final String SUFFIX = ".verified.json";

    private Verification() {}

    /** Kind and name of a backend, as records have it. */
    public static String backend(String name) {
        return "backend " + name;
    }

    /** SHA-256 of a file, in hexadecimal. */
    public static String sha256(Path file) throws IOException {
        return Digests.of(file);
    }

    /** The file that a bundle was installed from, if it is one. */
    public static Optional<Path> jar(Bundle bundle) {
        String location = bundle.getLocation();
        String url = location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
        try {
            return url.startsWith("file:") ? Optional.of(Path.of(new URI(url))) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "no file of bundle " + bundle + " at " + location, e);
            return Optional.empty();
        }
    }

    /**
     * Records the scores of a bundle; those of other services of the same file stay.
     *
     * @param scores by kind and name of the service
     * @param beside whether the record is also put beside the jar
     * @return the files that were written
     */
    public static List<Path> record(Path jar, Map<String, Double> scores, boolean beside) throws IOException {
        String sha256 = sha256(jar);
        List<Path> written = new ArrayList<>();
        Optional<Path> cached = cached(sha256);
        if (cached.isPresent()) {
            Files.createDirectories(cached.get().toAbsolutePath().getParent());
            written.add(write(cached.get(), jar, sha256, scores));
        }
        if (beside) {
            written.add(write(beside(jar), jar, sha256, scores));
        }
        return written;
    }

    private static Path write(Path file, Path jar, String sha256, Map<String, Double> scores) throws IOException {
        Map<String, Double> all = new LinkedHashMap<>(read(file, sha256));
        all.putAll(scores);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("bundle", jar.getFileName().toString());
        content.put("sha256", sha256);
        content.put("verified", all);
        AtomicFiles.write(file, Json.document(content));
        return file;
    }

    /** The score of a service of a bundle; 0 if none is recorded for this very file. @param service as {@link #backend} has it */
    public static double score(Path jar, String service) {
        return recorded(jar, service).orElse(0);
    }

    /** As above; empty if none is recorded. */
    public static OptionalDouble recorded(Path jar, String service) {
        try {
            if (!Files.isRegularFile(jar)) {
                return OptionalDouble.empty();
            }
            Optional<Path> cache = cached("any").map(Path::getParent);
            boolean hasCache = cache.isPresent() && Files.isDirectory(cache.get());
            if (!hasCache && !Files.exists(beside(jar))) {
                return OptionalDouble.empty();
            }
            String sha256 = sha256(jar);
            Optional<Path> cached = cached(sha256);
            Double score = cached.isPresent() ? read(cached.get(), sha256).get(service) : null;
            if (score == null) {
                score = read(beside(jar), sha256).get(service);
            }
            return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
        } catch (IOException e) {
            LOG.log(Level.WARNING, jar + ": its verification must be readable, but is not; it counts as none", e);
            return OptionalDouble.empty();
        }
    }

    private static Map<String, Double> read(Path file, String sha256) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            JsonObject record = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            if (!record.get("sha256").getAsString().equals(sha256)) {
                return Map.of(); // of another build of the bundle
            }
            Map<String, Double> scores = new LinkedHashMap<>();
            for (Map.Entry<String, JsonElement> entry :
                    record.getAsJsonObject("verified").entrySet()) {
                scores.put(entry.getKey(), entry.getValue().getAsDouble());
            }
            return scores;
        } catch (JsonParseException | IllegalStateException | NumberFormatException | NullPointerException e) {
            LOG.log(Level.WARNING, file + ": must be a record of a verification, but is not; it counts as none", e);
            return Map.of();
        }
    }

    private static Path beside(Path jar) {
        return jar.resolveSibling(jar.getFileName() + SUFFIX);
    }

    private static Optional<Path> cached(String sha256) {
        return Optional.ofNullable(System.getProperty(CACHE))
                .map(cache -> Path.of(cache, "verified", sha256 + ".json"));
    }
}
