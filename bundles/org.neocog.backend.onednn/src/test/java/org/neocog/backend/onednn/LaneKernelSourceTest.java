package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels in the sources are those that their generator writes, but for the format. */
class LaneKernelSourceTest {
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void kernelsAreWhatTheGeneratorWrites(int lanes) throws IOException {
        Path file = Path.of("src/main/java/org/neocog/backend/onednn/LaneKernels" + lanes + ".java");
        String want = LaneKernelSource.of(lanes);
        assertEquals(withoutSpace(want), withoutSpace(Files.readString(file)), file + ": run LaneKernelSource");
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("[\\s*]+", "");
    }
}
