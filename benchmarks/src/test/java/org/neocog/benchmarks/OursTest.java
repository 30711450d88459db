package org.neocog.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OursTest {
    private static final String BACKEND = "neocog.benchmark.backend";

    @AfterEach
    void backendIsTheUsualOne() {
        System.clearProperty(BACKEND);
    }

    /** One step that warms up and two windows of one step each. */
    private static JsonObject measure(String task) throws Exception {
        List<JsonObject> lines = Printed.by(() -> Ours.main(new String[] {task, "1", "0", "0", "2"}));
        assertEquals(1, lines.size());
        JsonObject result = lines.get(0);
        assertEquals(task, String.join(":", text(result, "task"), text(result, "batch"), text(result, "precision")));
        assertEquals("neocog", text(result, "peer"));
        assertEquals(1, result.get("threads").getAsInt());
        assertEquals(2, result.getAsJsonArray("images_per_s_runs").size());
        assertEquals(2, result.getAsJsonArray("other_cpu_runs").size());
        assertPositive(result, "images_per_s");
        assertPositive(result, "peak_rss_mb");
        assertPositive(result, "first_step_s");
        return result;
    }

    private static String text(JsonObject result, String key) {
        return result.get(key).getAsString();
    }

    private static void assertPositive(JsonObject result, String key) {
        double value = result.get(key).getAsDouble();
        assertTrue(value > 0 && Double.isFinite(value), key + "=" + value);
    }

    /** Ten classes, which a network that has hardly learned tells apart no better than by chance. */
    private static void assertLossOfTenClasses(JsonObject result) {
        assertEquals(Math.log(10), result.get("loss").getAsDouble(), 1.5);
    }

    @Test
    void trains() throws Exception {
        JsonObject result = measure("lenet-mnist:4:f32");
        assertEquals("onednn", text(result, "backend"));
        assertLossOfTenClasses(result);
        assertLossOfTenClasses(measure("resnet20-cifar:2:f32"));
    }

    @Test
    void infers() throws Exception {
        assertTrue(!measure("resnet50-infer:1:f32").has("loss"));
    }

    @Test
    void trainsOnADevice() throws Exception {
        OpenClDevice.require();
        System.setProperty(BACKEND, "opencl");
        JsonObject result = measure("lenet-mnist:4:f32");
        assertEquals("opencl", text(result, "backend"));
        assertLossOfTenClasses(result);
    }
}
