package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps over runs whose accuracy is the learning rate, plus a thousandth of the seed, plus a hundredth for each epoch. */
class SweepCommandTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(folder);
        bench.engine.trains = SweepCommandTest::train;
    }

    private static double number(String text, String key) {
        Matcher matcher = Pattern.compile(key + "[:=] ?([0-9.eE-]+)").matcher(text);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    /** Writes what a real run of that config would leave. */
    private static void train(Path run, List<String> texts) {
        try {
            Path config = run.resolve("config.yaml");
            if (!Files.exists(config)) {
                Files.createDirectories(run);
                Files.writeString(config, texts.get(0));
            } else if (!texts.isEmpty()) {
                Files.writeString(
                        config,
                        Files.readString(config)
                                .replaceFirst("epochs: \\d+", "epochs: " + (int) number(texts.get(0), "epochs")));
            }
            String text = Files.readString(config);
            StringBuilder lines = new StringBuilder();
            for (int epoch = 1; epoch <= number(text, "epochs"); epoch++) {
                double accuracy = number(text, "learning-rate") + number(text, "seed") / 1000 + epoch / 100.0;
                lines.append("{\"type\":\"epoch\",\"step\":" + epoch + ",\"eval\":{\"accuracy\":" + accuracy + "}}\n");
            }
            Files.writeString(run.resolve("metrics.jsonl"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void config(String sweep) throws IOException {
        Files.writeString(
                folder.resolve("sweep.yaml"),
                Bench.CONFIG.replace("epochs: 2", "epochs: 4") + "sweep: " + sweep + "\n");
    }

    private List<String> started() {
        List<String> runs = new ArrayList<>();
        for (String call : bench.engine.calls) {
            Matcher matcher = Pattern.compile("(start|resume) .*(trial-\\d+-seed-\\d+(-fold-\\d+)?)")
                    .matcher(call);
            if (matcher.find()) {
                runs.add(matcher.group(1) + " " + matcher.group(2));
            }
        }
        return runs;
    }

    @Test
    void aGridRunsEveryCombinationWithEverySeedAndRanksThem() throws IOException {
        config("{over: {optimizer.learning-rate: [0.1, 0.3, 0.2]}, seeds: [1, 3]}");
        assertEquals(0, bench.execute("sweep", "sweep.yaml"));
        assertEquals("""
                trial  values                       epochs  eval-accuracy  deviation
                    2  optimizer.learning-rate=0.3       4         0.3420     0.0014
                    3  optimizer.learning-rate=0.2       4         0.2420     0.0014
                    1  optimizer.learning-rate=0.1       4         0.1420     0.0014
                """, bench.out());
        assertEquals(
                List.of(
                        "start trial-001-seed-1",
                        "start trial-001-seed-3",
                        "start trial-002-seed-1",
                        "start trial-002-seed-3",
                        "start trial-003-seed-1",
                        "start trial-003-seed-3"),
                started());
        bench.engine.calls.clear();
        bench.out.reset();
        assertEquals(0, bench.execute("sweep", "sweep.yaml", "--json"));
        assertTrue(started().stream().allMatch(call -> call.startsWith("resume ")), "nothing is begun again");
        JsonObject best = bench.json().getAsJsonArray("trials").get(0).getAsJsonObject();
        assertEquals(2, best.get("trial").getAsInt());
        assertEquals(0.342, best.get("mean").getAsDouble(), 1e-12);
        assertEquals("eval-accuracy", bench.json().get("metric").getAsString());
    }

    @Test
    void halvingTrainsTheBestLonger() throws IOException {
        config(
                "{search: halving, trials: 4, eta: 2, first-epochs: 1, over: {optimizer.learning-rate: {from: 0.1, to: 1}}}");
        assertEquals(0, bench.execute("sweep", "sweep.yaml", "--json"));
        List<Integer> epochs = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        bench.json().getAsJsonArray("trials").forEach(trial -> {
            epochs.add(trial.getAsJsonObject().get("epochs").getAsInt());
            means.add(trial.getAsJsonObject().get("mean").getAsDouble());
        });
        assertEquals(List.of(4, 2, 1, 1), epochs);
        assertTrue(means.get(0) > means.get(1) && means.get(1) > means.get(2) && means.get(2) > means.get(3));
        assertEquals(7, started().size(), "four, then two, then one");
    }

    @Test
    void foldsAreRunsOfTheirOwnWithMeanAndDeviation() throws IOException {
        Files.writeString(
                folder.resolve("sweep.yaml"),
                Bench.CONFIG.replace(
                                "{train: {dataset: points}}", "{train: {dataset: points}, eval: {dataset: points}}")
                        + "sweep: {folds: 3, seeds: [1, 5]}\n");
        assertEquals(0, bench.execute("sweep", "sweep.yaml", "--json"), bench::err);
        assertEquals(
                List.of(
                        "start trial-001-seed-1-fold-1",
                        "start trial-001-seed-1-fold-2",
                        "start trial-001-seed-1-fold-3",
                        "start trial-001-seed-5-fold-1",
                        "start trial-001-seed-5-fold-2",
                        "start trial-001-seed-5-fold-3"),
                started());
        String config = Files.readString(folder.resolve("runs/small-sweep/trial-001-seed-5-fold-2/config.yaml"));
        assertTrue(config.contains("fold: {number: 2, of: 3}"), config);
        JsonObject trial = bench.json().getAsJsonArray("trials").get(0).getAsJsonObject();
        assertEquals(3, bench.json().get("folds").getAsInt());
        List<Double> values = new ArrayList<>();
        trial.getAsJsonArray("values").forEach(value -> values.add(value.getAsDouble()));
        assertEquals(6, values.size());
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        assertEquals(mean, trial.get("mean").getAsDouble(), 1e-12);
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        assertEquals(Math.sqrt(squares / 5), trial.get("deviation").getAsDouble(), 1e-12);
        bench.engine.calls.clear();
        assertEquals(0, bench.execute("sweep", "sweep.yaml"), bench::err);
        assertTrue(started().size() == 6 && started().stream().allMatch(call -> call.startsWith("resume ")));
    }

    @Test
    void aSweepOfOtherTrialsNeedsAnotherFolder() throws IOException {
        config("{over: {optimizer.learning-rate: [0.1]}}");
        assertEquals(0, bench.execute("sweep", "sweep.yaml"));
        config("{over: {optimizer.learning-rate: [0.2]}}");
        assertEquals(2, bench.execute("sweep", "sweep.yaml"));
        assertTrue(bench.err().contains("but has others. Give another --sweep-folder"), bench.err());
        assertEquals(0, bench.execute("sweep", "sweep.yaml", "--sweep-folder", "other"));
    }

    @Test
    void runDoesNotTakeASweepForAnExperiment() throws IOException {
        config("{over: {optimizer.learning-rate: [0.1]}}");
        assertEquals(2, bench.execute("run", "sweep.yaml"));
        assertTrue(bench.err().contains("has a section sweep. Use: neocog sweep"), bench.err());
        assertEquals(2, bench.execute("sweep", "small.yaml"));
        assertTrue(bench.err().contains("small.yaml has none"), bench.err());
    }
}
