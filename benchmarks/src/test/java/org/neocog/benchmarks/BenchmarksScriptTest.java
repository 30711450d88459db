package org.neocog.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts {@code compare}, {@code ops} and {@code loaders}, on what was built. */
class BenchmarksScriptTest {
    /** JMH in the process that it was started in, one step of each benchmark. */
    private static final List<String> ONCE =
            List.of("-f", "0", "-wi", "0", "-i", "1", "-r", "1ms", "-foe", "true", "-rf", "json", "-rff");

    /** What the benchmarks ask for in processes of their own. */
    private static final String JAVA_OPTIONS =
            "--add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED"
                    + " --add-modules=jdk.incubator.vector -Djmh.ignoreLock=true -Djava.io.tmpdir=";

    @TempDir
    Path folder;

    /** What it prints on the standard output; it must end with 0. */
    private String run(Map<String, String> environment, String script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of(script).toAbsolutePath().toString()));
        command.addAll(arguments);
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JDK_JAVA_OPTIONS", JAVA_OPTIONS + temporary);
        int code = builder.start().waitFor();
        String printed = Files.readString(output);
        assertEquals(0, code, printed + Files.readString(errors));
        return printed;
    }

    /** What JMH measured, by the benchmark's method and the parameter of that name. */
    private Map<String, JsonObject> jmh(
            Map<String, String> environment, String script, String parameter, String... options)
            throws IOException, InterruptedException {
        Path results = folder.resolve("results.json");
        List<String> arguments = new ArrayList<>(ONCE);
        arguments.add(results.toString());
        arguments.addAll(Arrays.asList(options));
        run(environment, script, arguments);
        Map<String, JsonObject> found = new TreeMap<>();
        JsonArray all = JsonParser.parseString(Files.readString(results)).getAsJsonArray();
        for (JsonElement each : all) {
            JsonObject result = each.getAsJsonObject();
            String benchmark = result.get("benchmark").getAsString();
            String value = result.getAsJsonObject("params").get(parameter).getAsString();
            assertTrue(result.getAsJsonObject("primaryMetric").get("score").getAsDouble() > 0, benchmark);
            found.put(benchmark.substring(benchmark.lastIndexOf('.') + 1) + " " + value, result);
        }
        return found;
    }

    private static double second(JsonObject result, String metric) {
        return result.getAsJsonObject("secondaryMetrics")
                .getAsJsonObject(metric)
                .get("score")
                .getAsDouble();
    }

    @Test
    void comparesWithAPeer() throws IOException, InterruptedException {
        Path peer = folder.resolve("peer");
        Files.writeString(peer, """
                #!/bin/sh
                echo "peer of $*" >&2
                echo '{"images_per_s": 0.001, "peak_rss_mb": 5, "first_step_s": 7, "other_cpu_runs": [0]}'
                """);
        assertTrue(peer.toFile().setExecutable(true));
        Map<String, String> environment = Map.of(
                "NEOCOG_PEERS", folder.toString(),
                "PEERS", "slow",
                "THREADS", "1",
                "WARMUP", "0",
                "WINDOW", "0",
                "WINDOWS", "1",
                "QUIET", "1000");
        List<JsonObject> lines = Printed.in(run(environment, "compare", List.of("lenet-mnist:4")));
        assertEquals(3 + 3 + 1, lines.size());
        JsonObject summary = lines.get(6);
        assertEquals("slow", summary.get("bestPeer").getAsString());
        assertEquals(5, summary.getAsJsonObject("slow").get("peak_rss_mb").getAsDouble());
        double ours = summary.getAsJsonObject("neocog").get("images_per_s").getAsDouble();
        assertTrue(ours > 0);
        assertEquals(1000, summary.get("ratio").getAsDouble() / ours, 1);
    }

    @Test
    void measuresOps() throws IOException, InterruptedException {
        Map<String, JsonObject> results = jmh(
                Map.of(),
                "ops",
                "op",
                "-p",
                "op=convolution 2 3 8 4 3 1,relu 2 3 8",
                "-p",
                "threads=1",
                "-p",
                "peakMillis=1");
        assertEquals(List.of("step convolution 2 3 8 4 3 1", "step relu 2 3 8"), List.copyOf(results.keySet()));
        JsonObject convolution = results.get("step convolution 2 3 8 4 3 1");
        assertTrue(second(convolution, "gflops") > 0);
        assertTrue(second(convolution, "percentOfPeak") > 0);
        JsonObject relu = results.get("step relu 2 3 8");
        assertEquals(0, second(relu, "gflops"));
        assertTrue(second(relu, "gigabytes") > 0);
        assertTrue(second(relu, "percentOfBandwidth") > 0);
    }

    @Test
    void measuresLoaders() throws IOException, InterruptedException {
        SmallData.write(folder.resolve("data"));
        Map<String, String> environment = Map.of("DATA", folder.resolve("data").toString());
        Map<String, JsonObject> results = jmh(environment, "loaders", "task");
        assertEquals(
                List.of(
                        "batch cifar10",
                        "batch imagenet",
                        "batch imagenet-cache",
                        "batch imagenet-decoder",
                        "batch mnist",
                        "firstBatch mnist"),
                List.copyOf(results.keySet()));
        results.forEach((name, result) -> {
            if (name.startsWith("batch")) {
                assertTrue(second(result, "images") > 0, name);
            }
        });
        try (Stream<Path> left = Files.list(folder.resolve("temporary"))) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith("neocog-benchmark"))
                            .toList());
        }
    }
}
