package org.neocog.console;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MLflow's file store: {@code <store>/<experiment>/<run>/} with {@code meta.yaml}, a file for each parameter, tag and metric; a metric's file
 * has a line {@code <milliseconds> <value> <step>} for each value.
 *
 * <p>The identifiers are functions of the experiment's name and the run folder, so that a run that is exported again replaces itself.
 */
final class MlflowStore {
    private static final int LONGEST_VALUE = 6000;

    private MlflowStore() {}

    /** Adds or replaces a run. @return its folder */
    static Path write(Path store, RunRecord record) throws IOException {
        String name = record.config().getOrDefault("name", record.name()).replace("\"", "");
        String experimentId =
                new java.math.BigInteger(digest("experiment " + name).substring(0, 15), 16).toString();
        String runId =
                digest("run " + record.folder().toAbsolutePath().normalize()).substring(0, 32);
        Path experiment = store.resolve(experimentId);
        Path run = experiment.resolve(runId);
        long time = Files.getLastModifiedTime(record.folder().resolve("config.yaml"))
                .toMillis();
        ExportCommand.text(
                experiment.resolve("meta.yaml"),
                "artifact_location: " + experiment.toUri() + "\ncreation_time: " + time + "\nexperiment_id: '"
                        + experimentId + "'\nlast_update_time: " + time + "\nlifecycle_stage: active\nname: " + name
                        + "\n");
        Files.createDirectories(run.resolve("artifacts"));
        for (Map.Entry<String, String> entry : record.config().entrySet()) {
            String value = entry.getValue();
            ExportCommand.text(
                    run.resolve("params").resolve(entry.getKey()),
                    value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value);
        }
        ExportCommand.text(run.resolve("tags").resolve("mlflow.runName"), record.name());
        ExportCommand.text(run.resolve("tags").resolve("mlflow.source.name"), "neocog");
        for (Map.Entry<String, String> metric : metrics(record, time).entrySet()) {
            ExportCommand.text(run.resolve("metrics").resolve(metric.getKey()), metric.getValue());
        }
        ExportCommand.text(run.resolve("meta.yaml"), meta(record, run, experimentId, runId, time));
        return run;
    }

    private static String meta(RunRecord record, Path run, String experimentId, String runId, long start)
            throws IOException {
        Path summary = record.folder().resolve("summary.json");
        boolean ended = Files.isRegularFile(summary);
        FileTime end = ended ? Files.getLastModifiedTime(summary) : FileTime.fromMillis(start);
        String status = ended ? status(Files.readString(summary)) : "1";
        return "artifact_uri: " + run.resolve("artifacts").toUri() + "\nend_time: " + (ended ? end.toMillis() : "null")
                + "\nentry_point_name: ''\nexperiment_id: '" + experimentId + "'\nlifecycle_stage: active\nrun_id: "
                + runId + "\nrun_name: " + record.name() + "\nrun_uuid: " + runId
                + "\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: " + start + "\nstatus: " + status
                + "\ntags: []\nuser_id: ''\n";
    }

    /** MLflow's numbers: 1 running, 3 finished, 4 failed, 5 killed. */
    private static String status(String summary) {
        JsonObject json = JsonParser.parseString(summary).getAsJsonObject();
        return switch (json.has("status") ? json.get("status").getAsString() : "") {
            case "completed" -> "3";
            case "failed" -> "4";
            default -> "5";
        };
    }

    private static Map<String, String> metrics(RunRecord record, long time) {
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        for (JsonObject line : record.steps()) {
            for (String metric : List.of("loss", "learningRate")) {
                append(files, metric, line, metric, time);
            }
        }
        for (JsonObject line : record.epochs()) {
            append(files, "train_loss", line, "train.loss", time);
            append(files, "eval_loss", line, "eval.loss", time);
            append(files, "eval_accuracy", line, "eval.accuracy", time);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach((name, text) -> texts.put(name, text.toString()));
        return texts;
    }

    private static void append(
            Map<String, StringBuilder> files, String name, JsonObject line, String metric, long time) {
        double value = RunRecord.number(line, metric);
        if (Double.isFinite(value)) {
            files.computeIfAbsent(name, key -> new StringBuilder())
                    .append(time)
                    .append(' ')
                    .append(value)
                    .append(' ')
                    .append((long) RunRecord.number(line, "step"))
                    .append('\n');
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
