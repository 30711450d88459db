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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neocog.run.RunException;

/**
 * What {@code events.jsonl} of a run folder tells of its backends.
 *
 * @param swaps the events of backends that were replaced
 * @param quarantines the events of backends that were set aside
 */
record RunEvents(List<JsonObject> swaps, List<JsonObject> quarantines) {
    /** Reads the events; none if there is no file. A torn line is passed over. */
    static RunEvents of(Path folder) {
        List<JsonObject> swaps = new ArrayList<>();
        List<JsonObject> quarantines = new ArrayList<>();
        Path file = folder.resolve("events.jsonl");
        if (Files.isRegularFile(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(line -> {
                    JsonObject event = parse(line);
                    switch (text(event, "event")) {
                        case "swap" -> swaps.add(event);
                        case "quarantine" -> quarantines.add(event);
                        default -> {} // of something else
                    }
                });
            } catch (IOException e) {
                throw new RunException(file + ": must be readable, but is not: " + e + ". Check its permissions.", e);
            }
        }
        return new RunEvents(swaps, quarantines);
    }

    private static JsonObject parse(String line) {
        try {
            return JsonParser.parseString(line) instanceof JsonObject object ? object : new JsonObject();
        } catch (JsonParseException e) {
            return new JsonObject();
        }
    }

    private static String text(JsonObject object, String key) {
        JsonElement value = object.get(key);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    private static String backend(JsonObject swap, String side) {
        return swap.get(side) instanceof JsonObject object ? text(object, "backend") : "";
    }

    /** {@code onednn > reference > onednn}, the middle left out where it is long; {@code -} without a swap. */
    String shown() {
        if (swaps.isEmpty()) {
            return "-";
        }
        List<String> names = new ArrayList<>();
        names.add(backend(swaps.get(0), "from"));
        swaps.forEach(swap -> names.add(backend(swap, "to")));
        String first = names.size() <= 4
                ? String.join(" > ", names)
                : names.get(0) + " > ... > " + names.get(names.size() - 1);
        return swaps.size() + " (" + first + ")";
    }

    /** Names of the backends that were set aside; {@code -} if none was. */
    String shownQuarantines() {
        String names = quarantines.stream()
                .map(event -> text(event, "backend"))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "-" : names;
    }
}
