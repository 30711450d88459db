package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneDnnLibraryTest {
    /** Who asks the linker for {@code libOpenCL.so.1} gets the one that is loaded already, and must get the system's. */
    @Test
    void bringsNoOpenClLoaderAlong() throws IOException {
        assertNull(OneDnnLibrary.load());
        List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
        assertTrue(maps.stream().anyMatch(line -> line.contains("/libdnnl.so")), "the library must be loaded");
        assertEquals(
                List.of(), maps.stream().filter(line -> line.contains("OpenCL")).toList());
    }
}
