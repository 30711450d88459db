package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Needs no device. */
class ArenaTest {
    private static Buffer buffer(long bytes, int first, int last) {
        Buffer buffer = Buffer.planned(bytes);
        buffer.use(first);
        buffer.use(last);
        return buffer;
    }

    @Test
    void buffersThatNeverMeetShareMemory() {
        List<Buffer> buffers = List.of(buffer(1000, 0, 1), buffer(1000, 2, 3), buffer(500, 1, 2));
        assertEquals(List.of(1024L + 512L), new Arena(buffers, 128, 1 << 20).sizes());
    }

    @Test
    void noChunkIsLargerThanTheDeviceAllows() {
        List<Buffer> buffers = List.of(buffer(1000, 0, 3), buffer(1000, 0, 3), buffer(300, 0, 3), buffer(900, 4, 5));
        assertEquals(List.of(1408L, 1024L), new Arena(buffers, 128, 1500).sizes());
    }
}
