package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Snapshot;
import org.neocog.exchange.ParameterValues;
import org.neocog.tensor.Shape;

class WeightsFileTest {
    @TempDir
    Path folder;

    @Test
    void writesValuesByNameAndShape() throws IOException {
        Map<String, ParameterValues> values = new LinkedHashMap<>();
        values.put("a.weight", new ParameterValues(Shape.of(1, 3), new float[] {1, -2.5f, 1e-30f}));
        values.put("a.bias", new ParameterValues(Shape.of(1), new float[] {7}));
        Path file = folder.resolve("new").resolve("w.safetensors");
        WeightsFile.write(file, values);
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 20);
                Snapshot read = Safetensors.read(file, allocator)) {
            assertEquals(
                    List.of("a.weight", "a.bias"), List.copyOf(read.tensors().keySet()));
            assertEquals(Shape.of(1, 3), read.tensor("a.weight").shape());
            assertEquals(-2.5, read.tensor("a.weight").getDouble(1));
            assertEquals(1e-30f, read.tensor("a.weight").getDouble(2));
            assertEquals(7, read.tensor("a.bias").getDouble(0));
        }
    }

    @Test
    void saysWhyAFileCannotBeWritten() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");
        assertThrows(RunException.class, () -> WeightsFile.write(inTheWay.resolve("w.safetensors"), Map.of()));
    }
}
