package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Snapshot;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class SafetensorsTest {
    @TempDir
    Path folder;

    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = NeocogAllocators.root("test", 1 << 20);
    }

    @AfterEach
    void close() {
        allocator.close(); // fails on a leak
    }

    private Path written() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Tensor weight = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 2, 3));
        weight.copyFrom(new double[] {1, -2, 0.5, Double.NaN, Double.POSITIVE_INFINITY, -0.0});
        Tensor count = Tensor.allocate(allocator, TensorType.scalar(ElementType.INT64));
        count.setLong(0, Long.MAX_VALUE);
        tensors.put("conv1.weight", weight);
        tensors.put("count", count);
        Path file = folder.resolve("a.safetensors");
        try (Snapshot snapshot = new Snapshot(tensors)) {
            AtomicFiles.write(file, channel -> Safetensors.write(channel, snapshot.tensors()));
        }
        return file;
    }

    @Test
    void readsWhatItWrote() throws IOException {
        try (Snapshot read = Safetensors.read(written(), allocator)) {
            double[] values = new double[6];
            read.tensor("conv1.weight").copyTo(values);
            assertArrayEquals(new double[] {1, -2, 0.5, Double.NaN, Double.POSITIVE_INFINITY, -0.0}, values);
            assertEquals(
                    TensorType.scalar(ElementType.INT64), read.tensor("count").type());
            assertEquals(Long.MAX_VALUE, read.tensor("count").getLong(0));
        }
    }

    @Test
    void followsTheFormatToTheByte() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(written())).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(bytes.getLong());
        String json = StandardCharsets.UTF_8.decode(bytes.slice(8, header)).toString();
        assertEquals(0, (8 + header) % 64, "data start at a multiple of 64");
        assertEquals(
                "{\"__metadata__\":{\"format\":\"neocog\"},"
                        + "\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + "\"count\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[24,32]}}",
                json.strip());
        assertEquals(8 + header + 32, bytes.capacity());
        assertEquals(-2f, bytes.getFloat(8 + header + 4));
    }

    @Test
    void namesATornFile() throws IOException {
        Path file = written();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
        IOException e = assertThrows(IOException.class, () -> Safetensors.read(file, allocator));
        assertTrue(e.getMessage().contains("tensor \"count\" must lie within the file"), e.getMessage());
    }

    @Test
    void namesAFileThatIsNoSafetensors() throws IOException {
        Path file = folder.resolve("x.bin");
        Files.write(file, "this is a text, and no tensors are in it".getBytes(StandardCharsets.UTF_8));
        IOException e = assertThrows(IOException.class, () -> Safetensors.read(file, allocator));
        assertTrue(e.getMessage().contains("the header must lie within the file"), e.getMessage());
    }
}
