package org.neocog.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures tasks on this backend and on peers in turn, several rounds, and prints every result, then medians, ratios and memory. */
public final class Compare {
    private static final int ATTEMPTS = 6;
    private static final String OURS = "neocog";

    private final int threads;
    private final int rounds;
    /** Processors that others may use during a round. */
    private final double quiet;

    private final List<String> peerNames = new ArrayList<>();
    private final @Nullable String peers;
    /** Where what is fastest here is kept; without it nothing is tried. */
    private final @Nullable String cache;

    private Compare() {
        threads = Integer.parseInt(
                environment("THREADS", "" + Runtime.getRuntime().availableProcessors()));
        rounds = Math.max(3, Integer.parseInt(environment("ROUNDS", "3")));
        quiet = Double.parseDouble(environment("QUIET", "0.15"));
        cache = System.getenv("TUNED");
        peers = System.getenv("NEOCOG_PEERS");
        if (peers != null) {
            peerNames.addAll(List.of(environment("PEERS", "tf ort").trim().split("\\s+")));
        }
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            throw new IllegalArgumentException("compare: name at least one task, such as lenet-mnist:64.");
        }
        Compare compare = new Compare();
        for (String task : args) {
            compare.compare(Task.all(task));
        }
    }

    /** @param tasks the same one in several precisions; peers run it once a round */
    private void compare(List<Task> tasks) throws IOException, InterruptedException {
        Map<String, List<JsonObject>> results = new LinkedHashMap<>();
        for (Task task : tasks) {
            prepare(task);
        }
        for (int round = 0; round < rounds; round++) {
            for (Task task : tasks) {
                add(results, name(task), ours(task), task);
            }
            for (String peer : peerNames) {
                add(results, peer, peer(peer, tasks.get(0)), tasks.get(0));
            }
        }
        Optional<String> best = peerNames.stream()
                .filter(peer -> complete(results, peer))
                .max(Comparator.comparingDouble(peer -> median(rates(results, peer))));
        for (Task task : tasks) {
            if (!complete(results, name(task))) {
                throw new IllegalStateException("compare: " + name(task) + " must have " + rounds
                        + " quiet rounds, but has fewer. Measure again when nothing else runs.");
            }
            System.out.println(summary(task, results, best));
        }
    }

    /** One start that does not count: it leaves an archive of the classes, as the first command of an installation does, and finds what is fastest. */
    private void prepare(Task task) throws IOException, InterruptedException {
        Files.deleteIfExists(archive(task));
        List<String> command = ours(task, cache != null, "0", "0", "1");
        command.set(1, "-XX:ArchiveClassesAtExit=" + archive(task));
        run(command);
    }

    private static Path archive(Task task) {
        return Path.of(System.getProperty("java.io.tmpdir"), "neocog-compare-" + task.name() + ".jsa");
    }

    private static String name(Task task) {
        return OURS + " " + task.precision();
    }

    private boolean complete(Map<String, List<JsonObject>> results, String runner) {
        return results.getOrDefault(runner, List.of()).size() == rounds;
    }

    private void add(Map<String, List<JsonObject>> results, String runner, List<String> command, Task task)
            throws IOException, InterruptedException {
        quietResult(runner, command, task)
                .ifPresent(found -> results.computeIfAbsent(runner, key -> new ArrayList<>())
                        .add(found));
    }

    /** Medians over the rounds; the ratio is the median of the rounds' ratios. */
    private JsonObject summary(Task task, Map<String, List<JsonObject>> results, Optional<String> best) {
        List<JsonObject> ours = results.getOrDefault(name(task), List.of());
        JsonObject summary = new JsonObject();
        summary.addProperty("task", task.name());
        summary.addProperty("batch", task.batch());
        summary.addProperty("precision", task.precision());
        summary.addProperty("threads", threads);
        summary.addProperty("rounds", rounds);
        summary.add("neocog", medians(ours));
        best.ifPresent(peer -> {
            List<JsonObject> theirs = results.getOrDefault(peer, List.of());
            summary.addProperty("bestPeer", peer);
            summary.add(peer, medians(theirs));
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ratios[i] = number(ours.get(i), "images_per_s") / number(theirs.get(i), "images_per_s");
            }
            summary.addProperty("ratio", rounded(median(ratios)));
        });
        return summary;
    }

    private static JsonObject medians(List<JsonObject> results) {
        JsonObject medians = new JsonObject();
        for (String field : List.of("images_per_s", "peak_rss_mb", "first_step_s")) {
            double[] values = results.stream()
                    .mapToDouble(result -> number(result, field))
                    .toArray();
            medians.addProperty(field, rounded(median(values)));
        }
        return medians;
    }

    private static double[] rates(Map<String, List<JsonObject>> results, String runner) {
        return results.getOrDefault(runner, List.of()).stream()
                .mapToDouble(result -> number(result, "images_per_s"))
                .toArray();
    }

    private static double number(JsonObject result, String field) {
        return result.get(field).getAsDouble();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /** One measurement without load from outside; nothing if the runner can't do the task or the machine never gets quiet. */
    private Optional<JsonObject> quietResult(String runner, List<String> command, Task task)
            throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String line = run(command);
            if (line.isEmpty()) {
                System.err.println(runner + " gives no result for " + task.name());
                return Optional.empty();
            }
            JsonObject result = JsonParser.parseString(line).getAsJsonObject();
            double others = 0;
            for (JsonElement other : result.getAsJsonArray("other_cpu_runs")) {
                others = Math.max(others, other.getAsDouble());
            }
            System.out.println(line);
            if (others <= quiet) {
                return Optional.of(result);
            }
            System.err.printf(Locale.ROOT, "%s: refused, others used %.2f processors%n", runner, others);
        }
        return Optional.empty();
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("compare", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        if (command.contains(Ours.class.getName())) {
            // As the launcher does; peers are started as their users start them.
            builder.environment().putIfAbsent("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
        }
        Process process = builder.start();
        String last = "";
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                last = line.startsWith("{") ? line : last;
            }
        }
        boolean done = process.waitFor() == 0;
        if (!done) {
            System.err.write(Files.readAllBytes(errors));
        }
        Files.delete(errors);
        return done ? last : "";
    }

    private List<String> ours(Task task) {
        return ours(task, false, environment("WARMUP", "8"), environment("WINDOW", "7"), environment("WINDOWS", "3"));
    }

    private List<String> ours(Task task, boolean tune, String warmUp, String window, String windows) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                // As the launcher starts what computes for long.
                "-XX:SharedArchiveFile=" + archive(task),
                "-Xshare:auto",
                "-Xlog:disable",
                "-XX:+UseParallelGC",
                "-XX:InitialHeapSize=32m",
                "-XX:GCTimeRatio=9",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dneocog.benchmark.tune=" + tune,
                "-cp",
                System.getProperty("java.class.path"),
                Ours.class.getName(),
                task.text(),
                Integer.toString(threads),
                warmUp,
                window,
                windows));
        if (cache != null) {
            command.add(2, "-Dneocog.cache=" + cache);
        }
        return command;
    }

    private List<String> peer(String runner, Task task) {
        return List.of(
                peers + "/peer",
                runner,
                task.name(),
                "--batch",
                Integer.toString(task.batch()),
                "--threads",
                Integer.toString(threads),
                "--data",
                environment("DATA", "data"),
                "--warmup",
                environment("WARMUP", "8"),
                "--window",
                environment("WINDOW", "7"),
                "--windows",
                environment("WINDOWS", "3"));
    }
}
