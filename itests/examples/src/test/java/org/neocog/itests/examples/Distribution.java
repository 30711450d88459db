package org.neocog.itests.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A built distribution, run as users do: as a process, through its script.
 *
 * @param home its folder
 * @param cache where it keeps what it makes at its first start
 */
record Distribution(Path home, Path cache) {
    /** OpenCL on a processor compiles its kernels when they are first used. */
    private static final long SECONDS = 240;

    /** What a process printed and exited with. */
    record Result(int code, String out, String err) {
        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }
    }

    /** The folder that this build assembled. */
    static Path assembled() {
        Path folder = Path.of(String.valueOf(System.getProperty("neocog.distribution")));
        if (!Files.isDirectory(folder)) {
            throw new AssertionError("not assembled: " + folder + ". Build the module distribution first.");
        }
        return folder.toAbsolutePath().normalize();
    }

    /** A copy of what was assembled, into which bundles can be dropped. */
    static Distribution copy(Path place) throws IOException {
        Path from = assembled();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = place.resolve("neocog").resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return new Distribution(place.resolve("neocog"), place.resolve("cache"));
    }

    void drop(Path bundle) throws IOException {
        Files.copy(bundle, home.resolve("deploy").resolve(bundle.getFileName().toString()));
    }

    /** The jar of a bundle in {@code repo/}, by its symbolic name. */
    static Path bundle(String symbolicName) {
        Path folder = assembled().resolve("repo/org/neocog").resolve(symbolicName);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar below " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in a folder, to its end. */
    Result run(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/neocog").toString()));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NEOCOG_CACHE", cache.toString());
        builder.environment().remove("NEOCOG_JAVA_OPTS");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + SECONDS + " s: " + Files.readString(err, UTF_8));
        }
        return new Result(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
