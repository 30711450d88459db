package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Option;
import org.neocog.config.Schema;

class ImportCommandTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(folder);
        bench.datasets.add(new FakePlugIn("digits", Schema.empty()));
        bench.layers.add(new FakePlugIn("dense", Schema.of(Option.integer("units", "outputs"))));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals("small.yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesAConfigWithItsWeightsBesideIt() throws IOException {
        assertEquals(0, bench.execute("import", "nets/a.onnx"), bench::err);
        assertEquals("a.yaml\na.safetensors\n", bench.out());
        assertEquals("Something is otherwise.\n", bench.err());
        assertEquals(List.of("a.safetensors", "a.yaml"), files());
        assertEquals("[fc.bias]", Files.readString(folder.resolve("a.safetensors")));
        String config = Files.readString(folder.resolve("a.yaml"));
        assertTrue(config.startsWith("# The network of a.onnx.\n"), config);
        assertTrue(config.contains("\nname: \"a\"\n"), config);
        assertTrue(config.contains("input: [1, 28, 28]"), config);
        assertTrue(config.contains("file: a.safetensors"), config);
        assertEquals(List.of("plan a"), bench.engine.calls, "its layers are lowered before it gets its name");
    }

    @Test
    void replacesNothingUnlessItIsTold() throws IOException {
        Files.writeString(folder.resolve("b.safetensors"), "mine");
        assertEquals(2, bench.execute("import", "a.onnx", "-o", "b.yaml"));
        assertEquals("mine", Files.readString(folder.resolve("b.safetensors")));
        assertEquals(List.of("b.safetensors"), files());
        assertEquals(0, bench.execute("import", "a.onnx", "-o", "b.yaml", "--replace", "--input", "1,29,29", "--json"));
        JsonObject json = bench.json();
        assertEquals(1, json.get("layers").getAsInt());
        assertEquals(10, json.get("parameters").getAsInt());
        assertEquals(
                "Something is otherwise.",
                json.get("remarks").getAsJsonArray().get(0).getAsString());
        assertTrue(Files.readString(folder.resolve("b.yaml")).contains("input: [1, 29, 29]"));
    }

    @Test
    void leavesNothingBehindWhereItFails() throws IOException {
        assertEquals(2, bench.execute("import", "bad.onnx"));
        assertEquals("bad.onnx: must be whole, but is not.\n", bench.err());
        bench.engine.failure = new ConfigException(Location.origin("layer"), "must fit, but does not.");
        assertEquals(2, bench.execute("import", "a.onnx"));
        assertEquals(2, bench.execute("import", "a.onnx", "--input", "3,4"));
        assertEquals(List.of(), files());
    }
}
