package org.neocog.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that holds {@code bin lib repo features configs deploy}. Only read, never written.
 *
 * @param home the folder, absolute
 */
record Installation(Path home) {
    /** The installation that this class was loaded from: the folder above {@code lib/}. */
    static Installation ofThisJar() {
        try {
            Path jar = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path lib = jar.getParent();
            if (lib == null || lib.getParent() == null) {
                throw new LaunchException(jar + ": must lie in the lib folder of an installation.");
            }
            return new Installation(lib.getParent());
        } catch (URISyntaxException e) {
            throw new LaunchException("launcher: its place must be a file, but is not: " + e.getMessage(), e);
        }
    }

    Path features() {
        return home.resolve("features");
    }

    Path repo() {
        return home.resolve("repo");
    }

    /** The feature files, sorted by name. */
    List<Path> featureFiles() {
        return list(features(), ".json");
    }

    /** Bundles that the user dropped in, sorted by name. */
    List<Path> deployed() {
        return list(home.resolve("deploy"), ".jar");
    }

    private static List<Path> list(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(suffix) && !name.startsWith(".");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String relative(Path file) {
        return home.relativize(file).toString();
    }

    /**
     * Names, sizes and times of all files that the plan depends on: cheap to ask at each start.
     *
     * @param plan the plan that is to be trusted if nothing changed
     */
    String quickSignature(StartPlan plan) {
        StringBuilder text = new StringBuilder(home.toString()).append('\n');
        for (Path file : filesOf(plan)) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                text.append(relative(file))
                        .append(' ')
                        .append(attributes.size())
                        .append(' ')
                        .append(attributes.lastModifiedTime().toMillis())
                        .append('\n');
            } catch (IOException e) {
                text.append(relative(file)).append(" missing\n");
            }
        }
        return text.toString();
    }

    /** SHA-256 of the launcher, the feature files and all bundles of the plan, in hexadecimal. */
    String stamp(StartPlan plan) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((home + "\n" + String.join("\n", plan.toLines())).getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[1 << 16];
            for (Path file : filesOf(plan)) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        digest.update(buffer, 0, read);
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new LaunchException(home + ": all files must be readable, but one is not: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private List<Path> filesOf(StartPlan plan) {
        List<Path> files = new ArrayList<>(list(home.resolve("lib"), ".jar"));
        files.addAll(featureFiles());
        files.addAll(deployed());
        plan.bundles().forEach(entry -> files.add(home.resolve(entry.path())));
        return files.stream().distinct().toList();
    }
}
