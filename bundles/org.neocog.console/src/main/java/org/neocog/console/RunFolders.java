package org.neocog.console;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neocog.run.RunException;

/** Reads the run folders in a folder, as far as lists need it. */
final class RunFolders {
    /** A run that neither completed nor was cancelled: it is under way, failed or was killed. */
    static final String UNFINISHED = "unfinished";

    private RunFolders() {}

    /**
     * A run folder.
     *
     * @param status what {@code summary.json} says, or {@value #UNFINISHED}
     * @param epochs epochs trained
     * @param accuracy of the last evaluation, NaN if there was none
     */
    record Entry(String name, String status, long epochs, double accuracy, Path folder) {}

    /** All run folders, sorted by name; none if the folder is not there. */
    static List<Entry> in(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> folders = Files.list(runs)) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.isRegularFile(folder.resolve("config.yaml"))) {
                    entries.add(read(folder));
                }
            }
        } catch (IOException e) {
            throw new RunException(runs + ": must be readable, but is not: " + e + ". Check its permissions.", e);
        }
        return entries;
    }

    private static Entry read(Path folder) throws IOException {
        JsonObject summary = object(folder.resolve("summary.json"));
        JsonObject last = lastEvaluation(folder.resolve("metrics.jsonl"));
        JsonObject eval = summary != null && summary.get("eval") instanceof JsonObject result ? result : last;
        return new Entry(
                String.valueOf(folder.getFileName()),
                summary == null ? UNFINISHED : text(summary.get("status")),
                (long) number(summary != null ? summary.get("epochs") : epoch(last), 0),
                number(eval == null ? null : eval.get("accuracy"), Double.NaN),
                folder);
    }

    private static @Nullable JsonElement epoch(@Nullable JsonObject line) {
        return line == null ? null : line.get("epoch");
    }

    /** The last line of the metrics that holds an accuracy. */
    private static @Nullable JsonObject lastEvaluation(Path metrics) throws IOException {
        if (!Files.isRegularFile(metrics)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(metrics)) {
            return lines.filter(line -> line.contains("\"accuracy\""))
                    .map(RunFolders::parse)
                    .filter(line -> line != null)
                    .reduce((earlier, later) -> later)
                    .map(RunFolders::evaluationIn)
                    .orElse(null);
        }
    }

    /** The evaluation may be nested in the line of its epoch. */
    private static JsonObject evaluationIn(JsonObject line) {
        if (line.get("eval") instanceof JsonObject eval) {
            JsonObject flat = eval.deepCopy();
            flat.add("epoch", line.get("epoch"));
            return flat;
        }
        return line;
    }

    private static @Nullable JsonObject object(Path file) throws IOException {
        return Files.isRegularFile(file) ? parse(Files.readString(file)) : null;
    }

    /** The object in a text, or null if it is torn. */
    private static @Nullable JsonObject parse(String text) {
        try {
            return JsonParser.parseString(text) instanceof JsonObject object ? object : null;
        } catch (JsonParseException e) {
            return null;
        }
    }

    private static String text(@Nullable JsonElement element) {
        return element != null && element.isJsonPrimitive() ? element.getAsString() : UNFINISHED;
    }

    private static double number(@Nullable JsonElement element, double otherwise) {
        return element != null
                        && element.isJsonPrimitive()
                        && element.getAsJsonPrimitive().isNumber()
                ? element.getAsDouble()
                : otherwise;
    }
}
