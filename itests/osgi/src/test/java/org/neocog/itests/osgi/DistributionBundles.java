package org.neocog.itests.osgi;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The bundles that a built distribution starts: those of its feature files, out of its {@code repo/}. Used on both sides.
 *
 * @param home folder of the distribution
 */
record DistributionBundles(Path home) {
    /** System property: folder of the distribution. */
    static final String PROPERTY = "neocog.distribution";

    /** What the launcher takes for a bundle without one. */
    private static final int DEFAULT_START_LEVEL = 5;

    /** A bundle of a feature. */
    record Entry(Path jar, int startLevel) {
        /** What the framework calls it where it was installed from. */
        String location() {
            return jar.toUri().toString();
        }

        boolean isFragment() {
            try (JarFile file = new JarFile(jar.toFile())) {
                return file.getManifest().getMainAttributes().getValue("Fragment-Host") != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static DistributionBundles ofSystemProperty() {
        String home = System.getProperty(PROPERTY);
        if (home == null || !Files.isDirectory(Path.of(home, "features"))) {
            throw new IllegalStateException(
                    "-D" + PROPERTY + " must name the folder of a built distribution, but it is " + home
                            + ". Build the module distribution first.");
        }
        return new DistributionBundles(Path.of(home).toAbsolutePath().normalize());
    }

    /** Every bundle once, in the order of features and files. */
    List<Entry> bundles() {
        Map<Path, Entry> entries = new LinkedHashMap<>();
        features().values().stream()
                .flatMap(List::stream)
                .forEach(
                        entry -> entries.merge(entry.jar(), entry, (a, b) -> a.startLevel() <= b.startLevel() ? a : b));
        return List.copyOf(entries.values());
    }

    /** The bundles of each feature, by the name of its file without {@code .json}. */
    Map<String, List<Entry>> features() {
        Map<String, List<Entry>> features = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(home.resolve("features"))) {
            files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .forEach(file -> features.put(file.getFileName().toString().replace(".json", ""), read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return features;
    }

    private List<Entry> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            List<Entry> entries = new ArrayList<>();
            JsonObject feature = JsonParser.parseReader(reader).getAsJsonObject();
            for (JsonElement bundle : feature.getAsJsonArray("bundles")) {
                entries.add(entry(bundle));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An id, or an object of id and metadata. */
    private Entry entry(JsonElement bundle) {
        if (bundle.isJsonPrimitive()) {
            return new Entry(jar(bundle.getAsString()), DEFAULT_START_LEVEL);
        }
        JsonElement level = bundle.getAsJsonObject().get("start-level");
        return new Entry(
                jar(bundle.getAsJsonObject().get("id").getAsString()),
                level == null ? DEFAULT_START_LEVEL : level.getAsInt());
    }

    /** {@code group:artifact[:type[:classifier]]:version}, as chapter 159 has it. */
    private Path jar(String id) {
        String[] parts = id.split(":");
        String version = parts[parts.length - 1];
        String type = parts.length > 3 ? parts[2] : "jar";
        String classifier = parts.length > 4 ? "-" + parts[3] : "";
        Path jar = home.resolve("repo")
                .resolve(parts[0].replace('.', '/'))
                .resolve(parts[1])
                .resolve(version)
                .resolve(parts[1] + "-" + version + classifier + "." + type);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("each bundle of a feature must be in repo, but " + id + " is not (" + jar
                    + "). Build the module distribution.");
        }
        return jar;
    }
}
