package org.neocog.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts the assembled distribution as users do: as a process, through its script. */
final class Tool {
    private static final long SECONDS = 120;

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Path workingDirectory;
    private @Nullable Path errFile;

    /** What a process printed and exited with. */
    record Result(int code, String out, String err) {}

    Tool(Path home, Path cache, Path workingDirectory) {
        this.home = home;
        this.workingDirectory = workingDirectory;
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("NEOCOG_CACHE", cache.toString());
    }

    /** The distribution that this build assembled. */
    static Path assembled() {
        Path folder = Path.of(System.getProperty("neocog.distribution"));
        if (!Files.isDirectory(folder)) {
            throw new AssertionError("not assembled: " + folder);
        }
        return folder;
    }

    Tool with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Lets standard error go to a file, so that it can be read while the process runs. */
    Tool errTo(Path file) {
        errFile = file;
        return this;
    }

    Process start(String... words) {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/neocog").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
        builder.environment().putAll(environment);
        builder.environment().remove("NEOCOG_JAVA_OPTS");
        if (errFile != null) {
            builder.redirectError(errFile.toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String... words) {
        return await(start(words));
    }

    static Result await(Process process) {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + SECONDS + " s: " + out.join() + err.join());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return new Result(process.exitValue(), out.join(), err.join());
    }

    private static String read(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
