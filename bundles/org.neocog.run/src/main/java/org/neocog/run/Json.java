package org.neocog.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the run folder holds it: NaN and infinity are null, doubles read back as the same bits. */
final class Json {
    private static final JsonSerializer<Double> FINITE =
            (value, type, context) -> Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    private static final Gson COMPACT = builder().create();
    private static final Gson PRETTY = builder().setPrettyPrinting().create();

    private Json() {}

    private static GsonBuilder builder() {
        return new GsonBuilder()
                .serializeNulls()
                .disableHtmlEscaping()
                .registerTypeAdapter(Double.class, FINITE)
                .registerTypeAdapter(double.class, FINITE);
    }

    /** One line, without a line break. */
    static String line(Map<String, ?> value) {
        return COMPACT.toJson(value);
    }

    /** Indented, for people. */
    static String document(Map<String, ?> value) {
        return PRETTY.toJson(value) + "\n";
    }

    /** A number; NaN for null. */
    static double number(JsonElement element) {
        return element.isJsonNull() ? Double.NaN : element.getAsDouble();
    }

    /** The object that a text holds, or null if it holds none (a torn line). */
    static @Nullable JsonObject parse(String text) {
        try {
            JsonElement element = JsonParser.parseString(text);
            return element.isJsonObject() ? element.getAsJsonObject() : null;
        } catch (JsonParseException e) {
            return null;
        }
    }
}
