package org.neocog.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures tasks on this backend and on peers in turn, several rounds, and prints every result, then medians, ratios and memory. */
public final class Compare {
    /** Processors that others may use during a round. */
    private static final double QUIET = 0.15;

    private static final int ATTEMPTS = 6;
    private static final String OURS = "neocog";

    private final int threads;
    private final int rounds;
    private final List<String> runners = new ArrayList<>();
    private final @Nullable String peers;

    private Compare() {
        threads = Integer.parseInt(
                environment("THREADS", "" + Runtime.getRuntime().availableProcessors()));
        rounds = Math.max(3, Integer.parseInt(environment("ROUNDS", "3")));
        peers = System.getenv("NEOCOG_PEERS");
        runners.add(OURS);
        if (peers != null) {
            runners.addAll(List.of(environment("PEERS", "tf ort").trim().split("\\s+")));
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
            compare.task(Task.of(task));
        }
    }

    private void task(Task task) throws IOException, InterruptedException {
        Map<String, List<JsonObject>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String runner : runners) {
                Optional<JsonObject> result = quietResult(runner, task);
                result.ifPresent(found -> results.computeIfAbsent(runner, key -> new ArrayList<>())
                        .add(found));
            }
        }
        results.forEach((runner, found) -> System.out.printf(
                Locale.ROOT,
                "%s batch %d, %d threads: %-8s %10.1f images/s, %6.0f MB, first step %.1f s%n",
                task.name(),
                task.batch(),
                threads,
                runner,
                median(found, "images_per_s"),
                median(found, "peak_rss_mb"),
                median(found, "first_step_s")));
        List<JsonObject> ours = results.getOrDefault(OURS, List.of());
        results.keySet().stream()
                .filter(runner -> !runner.equals(OURS) && !ours.isEmpty())
                .max(Comparator.comparingDouble(
                        runner -> median(results.getOrDefault(runner, List.of()), "images_per_s")))
                .ifPresent(best -> System.out.printf(
                        Locale.ROOT,
                        "%s: %.2f times %s%n",
                        task.name(),
                        median(ours, "images_per_s") / median(results.getOrDefault(best, List.of()), "images_per_s"),
                        best));
    }

    private static double median(List<JsonObject> results, String field) {
        double[] values = results.stream()
                .mapToDouble(result -> result.get(field).getAsDouble())
                .sorted()
                .toArray();
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }

    /** One measurement without load from outside; nothing if the runner can't do the task or the machine never gets quiet. */
    private Optional<JsonObject> quietResult(String runner, Task task) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String line = run(runner, task);
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
            if (others <= QUIET) {
                return Optional.of(result);
            }
            System.err.printf(Locale.ROOT, "%s: refused, others used %.2f processors%n", runner, others);
        }
        return Optional.empty();
    }

    private String run(String runner, Task task) throws IOException, InterruptedException {
        List<String> command = runner.equals(OURS) ? ours(task) : peer(runner, task);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String last = "";
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                last = line.startsWith("{") ? line : last;
            }
        }
        return process.waitFor() == 0 ? last : "";
    }

    private List<String> ours(Task task) {
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Ours.class.getName(),
                task.name() + ":" + task.batch(),
                Integer.toString(threads),
                environment("WARMUP", "8"),
                environment("WINDOW", "7"),
                environment("WINDOWS", "3"));
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
