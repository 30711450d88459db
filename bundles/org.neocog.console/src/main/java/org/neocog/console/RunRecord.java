package org.neocog.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.Environment;
import org.neocog.run.RunException;

/**
 * What a run folder says of one run, for commands that look at several.
 *
 * @param name the folder's name
 * @param config each key with its value as JSON
 * @param steps the lines of single steps
 * @param epochs the lines of epochs
 */
record RunRecord(
        String name, Path folder, Map<String, String> config, List<JsonObject> steps, List<JsonObject> epochs) {
    /** @throws ConfigException if it is no run folder */
    static RunRecord read(Path folder, Console console) {
        Path config = folder.resolve("config.yaml");
        if (!Files.isRegularFile(config)) {
            throw new ConfigException(
                    Location.origin(folder.toString()),
                    "must be a run folder, but has no config.yaml. Give the folder that run printed; list them by: "
                            + "neocog list runs");
        }
        Object resolved = console.services()
                .reader()
                .read(config, List.of(), Environment.ofProcess())
                .resolved()
                .toJava();
        Map<String, String> keys = new TreeMap<>();
        flatten("", JsonParser.parseString(JsonText.of(resolved)), keys);
        List<JsonObject> steps = new ArrayList<>();
        List<JsonObject> epochs = new ArrayList<>();
        for (JsonObject line : lines(folder.resolve("metrics.jsonl"))) {
            String type = line.has("type") ? line.get("type").getAsString() : "";
            if (type.equals("step")) {
                steps.add(line);
            } else if (type.equals("epoch")) {
                epochs.add(line);
            }
        }
        return new RunRecord(
                String.valueOf(folder.toAbsolutePath().normalize().getFileName()), folder, keys, steps, epochs);
    }

    private static List<JsonObject> lines(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<JsonObject> objects = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> {
                try {
                    if (JsonParser.parseString(line) instanceof JsonObject object) {
                        objects.add(object);
                    }
                } catch (JsonParseException e) {
                    // the last line of a run that was killed may be torn; what it says comes again
                }
            });
        } catch (IOException e) {
            throw new RunException(file + ": must be readable, but is not: " + e + ". Check its permissions.", e);
        }
        return objects;
    }

    private static void flatten(String path, JsonElement element, Map<String, String> keys) {
        if (element instanceof JsonObject object) {
            object.entrySet()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), keys));
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                flatten(path + "." + i, array.get(i), keys);
            }
        } else {
            keys.put(path, element.toString());
        }
    }

    /** The values of a metric over the epochs: {@code eval.accuracy}; NaN where there is none. */
    List<Double> ofEpochs(String metric) {
        return epochs.stream().map(line -> number(line, metric)).toList();
    }

    static double number(JsonObject line, String path) {
        JsonElement at = line;
        for (String key : path.split("\\.")) {
            at = at instanceof JsonObject object && object.has(key) ? object.get(key) : null;
        }
        return at != null && at.isJsonPrimitive() && at.getAsJsonPrimitive().isNumber() ? at.getAsDouble() : Double.NaN;
    }

    /** Best, last and mean of numbers, NaN left out. */
    static Map<String, Double> summary(List<Double> values, boolean rises) {
        List<Double> known = values.stream().filter(Double::isFinite).toList();
        Map<String, Double> summary = new LinkedHashMap<>();
        summary.put(
                "best",
                known.stream()
                        .reduce((a, b) -> rises ? Math.max(a, b) : Math.min(a, b))
                        .orElse(Double.NaN));
        summary.put("last", known.isEmpty() ? Double.NaN : known.get(known.size() - 1));
        summary.put("mean", known.stream().mapToDouble(v -> v).average().orElse(Double.NaN));
        return summary;
    }
}
