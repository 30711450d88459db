package org.neocog.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code neocog compare RUN RUN...}. */
@Command(
        name = "compare",
        description = "Shows in what the configs of runs differ, and the best, last and mean of what they measured.")
final class CompareCommand implements Action {
    private static final String ABSENT = "-";
    /** Metrics of epochs, and whether more is better. */
    private static final Map<String, Boolean> METRICS = metrics();

    @Parameters(paramLabel = "RUN", arity = "2..*", description = "The run folders.")
    List<Path> runs = List.of();

    private static Map<String, Boolean> metrics() {
        Map<String, Boolean> metrics = new LinkedHashMap<>();
        metrics.put("train.loss", false);
        metrics.put("eval.loss", false);
        metrics.put("eval.accuracy", true);
        metrics.put("evalAverage.accuracy", true);
        return metrics;
    }

    @Override
    public Outcome run(Console console) {
        List<RunRecord> records = runs.stream()
                .map(run -> RunRecord.read(console.path(run), console))
                .toList();
        Map<String, List<String>> differences = differences(records);
        Table config = table("key", records, "");
        differences.forEach((key, values) -> config.row(cells(key, values)));
        Table metrics = table("metric", records, ">");
        List<Map<String, Object>> json = new ArrayList<>();
        METRICS.forEach((metric, rises) -> add(metric, rises, records, metrics, json));
        return Outcome.done(
                (differences.isEmpty() ? "the configs are equal\n" : config.toString()) + "\n" + metrics,
                json(records, differences, json));
    }

    private static Table table(String first, List<RunRecord> records, String side) {
        List<String> headers = new ArrayList<>(List.of(first));
        records.forEach(record -> headers.add(record.name() + side));
        return new Table(headers.toArray(String[]::new));
    }

    private static String[] cells(String first, List<String> rest) {
        List<String> cells = new ArrayList<>(List.of(first));
        cells.addAll(rest);
        return cells.toArray(String[]::new);
    }

    private static Map<String, List<String>> differences(List<RunRecord> records) {
        Set<String> keys = new TreeSet<>();
        records.forEach(record -> keys.addAll(record.config().keySet()));
        Map<String, List<String>> differences = new LinkedHashMap<>();
        for (String key : keys) {
            List<String> values = records.stream()
                    .map(record -> record.config().getOrDefault(key, ABSENT))
                    .toList();
            if (values.stream().distinct().count() > 1) {
                differences.put(key, values);
            }
        }
        return differences;
    }

    private static void add(
            String metric, boolean rises, List<RunRecord> records, Table table, List<Map<String, Object>> json) {
        List<Map<String, Double>> summaries = records.stream()
                .map(record -> RunRecord.summary(record.ofEpochs(metric), rises))
                .toList();
        if (summaries.stream()
                .allMatch(summary -> summary.getOrDefault("last", Double.NaN).isNaN())) {
            return;
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", metric);
        for (String kind : List.of("best", "last", "mean")) {
            List<Double> values = summaries.stream()
                    .map(summary -> summary.getOrDefault(kind, Double.NaN))
                    .toList();
            entry.put(kind, values);
            table.row(cells(
                    metric + " " + kind, values.stream().map(Numbers::loss).toList()));
        }
        json.add(entry);
    }

    private static Map<String, Object> json(
            List<RunRecord> records, Map<String, List<String>> differences, List<Map<String, Object>> metrics) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("runs", records.stream().map(RunRecord::name).toList());
        List<Map<String, Object>> config = new ArrayList<>();
        differences.forEach((key, values) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("key", key);
            entry.put("values", values);
            config.add(entry);
        });
        json.put("config", config);
        json.put("metrics", metrics);
        return json;
    }
}
