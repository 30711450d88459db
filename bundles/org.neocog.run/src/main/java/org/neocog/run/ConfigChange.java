package org.neocog.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.neocog.config.MappingNode;

/**
 * A key that a config has otherwise than the checkpoint to go on from.
 *
 * @param key {@code optimizer.learning-rate}, {@code data.train.transforms.0.pad}
 * @param before the value of the checkpoint, as JSON; {@code absent} where it has none
 * @param now the value of the config
 */
record ConfigChange(String key, String before, String now) {
    private static final String ABSENT = "absent";

    /** What changes no number of the run: what it is called, when it saves, and how long one call may take. */
    private static final List<String> FREE =
            List.of("name", "checkpoint.", "train.budget.", "track.", "swap.", "shadow.");

    /** All keys that differ, in alphabetical order, but those that change no number. */
    static List<ConfigChange> between(JsonObject before, MappingNode now) {
        return all(before, now).stream()
                .filter(change -> FREE.stream().noneMatch(change.key::startsWith))
                .toList();
    }

    /** All keys that differ between two configs, in alphabetical order. */
    static List<ConfigChange> all(MappingNode before, MappingNode now) {
        return all(JsonParser.parseString(Json.line(before.toJava())).getAsJsonObject(), now);
    }

    private static List<ConfigChange> all(JsonObject before, MappingNode now) {
        Map<String, String> old = flat(before);
        Map<String, String> fresh = flat(JsonParser.parseString(Json.line(now.toJava())));
        Set<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(fresh.keySet());
        List<ConfigChange> changes = new ArrayList<>();
        for (String key : keys) {
            String one = old.getOrDefault(key, ABSENT);
            String other = fresh.getOrDefault(key, ABSENT);
            if (!one.equals(other)) {
                changes.add(new ConfigChange(key, one, other));
            }
        }
        return changes;
    }

    private static Map<String, String> flat(JsonElement element) {
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", element, values);
        return values;
    }

    private static void flatten(String path, JsonElement element, Map<String, String> values) {
        if (element instanceof JsonObject object) {
            object.entrySet()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), values));
        } else if (element instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                flatten(path + "." + i, array.get(i), values);
            }
        } else {
            values.put(path, element.toString());
        }
    }

    /** {@code optimizer.learning-rate 0.1 -> 0.01}. */
    @Override
    public String toString() {
        return key + " " + before + " -> " + now;
    }

    /** As an event holds it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", key);
        map.put("before", before);
        map.put("now", now);
        return map;
    }
}
