package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

class CheckpointStoreTest {
    @TempDir
    Path folder;

    private BufferAllocator allocator;

    @BeforeEach
    void open() {
        allocator = NeocogAllocators.root("test", 1 << 20);
    }

    @AfterEach
    void close() {
        allocator.close();
    }

    private void write(CheckpointStore store, long step) throws IOException {
        Tensor tensor = Tensor.allocate(allocator, TensorType.scalar(ElementType.FLOAT64));
        tensor.setDouble(0, step / 3.0);
        try (Snapshot state = new Snapshot(Map.of("w", tensor))) {
            store.write(new Checkpoint(step, 1, step, 0.1 + 0.2, 77, 1.5), state, java.util.Map.of());
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsTheNewestAndReadsThemBackExactly() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 2);
        for (long step : new long[] {0, 5, 10, 100}) {
            write(store, step);
        }
        assertEquals(
                List.of(
                        "step-00000010.json",
                        "step-00000010.safetensors",
                        "step-00000100.json",
                        "step-00000100.safetensors"),
                files());
        CheckpointStore.Stored last = store.last().orElseThrow();
        assertEquals(new Checkpoint(100, 1, 100, 0.1 + 0.2, 77, 1.5), last.position());
        try (Snapshot state = CheckpointStore.read(last, allocator)) {
            assertEquals(100 / 3.0, state.tensor("w").getDouble(0));
        }
    }

    @Test
    void passesOverATornOne() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 3);
        write(store, 5);
        write(store, 10);
        Path newest = folder.resolve("step-00000010.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 1] ^= 1;
        Files.write(newest, bytes);
        assertEquals(5, store.last().orElseThrow().position().step());
    }

    @Test
    void passesOverOneWithoutItsPosition() throws IOException {
        CheckpointStore store = new CheckpointStore(folder, 3);
        write(store, 5);
        write(store, 10);
        Files.writeString(folder.resolve("step-00000010.json"), "{\"step\": 10, \"ep");
        assertEquals(5, store.last().orElseThrow().position().step());
    }

    @Test
    void findsNothingInAnEmptyOrAbsentFolder() throws IOException {
        assertTrue(new CheckpointStore(folder, 3).last().isEmpty());
        assertTrue(new CheckpointStore(folder.resolve("absent"), 3).last().isEmpty());
    }

    @Test
    void leavesTheFileBeforeWhenWritingFails() throws IOException {
        Path file = folder.resolve("a.json");
        AtomicFiles.write(file, "before");
        try {
            AtomicFiles.write(file, channel -> {
                channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}));
                throw new IOException("No space left on device");
            });
        } catch (IOException e) {
            assertEquals("No space left on device", e.getMessage());
        }
        assertEquals("before", Files.readString(file));
        assertEquals(List.of("a.json"), files());
        assertFalse(Files.exists(folder.resolve(".a.json.tmp")));
    }
}
