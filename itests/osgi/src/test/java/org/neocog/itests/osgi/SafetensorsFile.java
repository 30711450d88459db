package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The float32 tensors of a safetensors file, read by the letter of the format and with none of the product's code. */
final class SafetensorsFile {
    private SafetensorsFile() {}

    static Map<String, float[]> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = Math.toIntExact(bytes.getLong());
        byte[] header = new byte[headerLength];
        bytes.get(header);
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        JsonObject described = JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                .getAsJsonObject();
        Map<String, float[]> tensors = new TreeMap<>();
        int total = 0;
        for (Map.Entry<String, JsonElement> entry : described.entrySet()) {
            if (!entry.getKey().equals("__metadata__")) {
                float[] values = tensor(entry.getKey(), entry.getValue().getAsJsonObject(), data);
                total += values.length * Float.BYTES;
                tensors.put(entry.getKey(), values);
            }
        }
        assertEquals(data.capacity(), total, () -> file + ": tensors must cover the data");
        return tensors;
    }

    private static float[] tensor(String name, JsonObject description, ByteBuffer data) {
        assertEquals("F32", description.get("dtype").getAsString(), name);
        JsonArray offsets = description.getAsJsonArray("data_offsets");
        int start = offsets.get(0).getAsInt();
        int end = offsets.get(1).getAsInt();
        long size = description.getAsJsonArray("shape").asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .reduce(1, Math::multiplyExact);
        assertEquals(size * Float.BYTES, end - start, name);
        float[] values = new float[Math.toIntExact(size)];
        data.slice(start, end - start)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        for (float value : values) {
            assertTrue(Float.isFinite(value), () -> name + " holds finite values: " + Arrays.toString(values));
        }
        return values;
    }
}
