package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jocl.CL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.cache.FactFile;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

class KnownDevicesTest {
    private static final Device GPU =
            DeviceTest.device("Vendor = #1 \u00e9", "vendor", 0, "uuid 1", CL.CL_DEVICE_TYPE_GPU);
    private static final Device CPU = DeviceTest.device("Pocl", "pocl", 1, "b", CL.CL_DEVICE_TYPE_CPU);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("opencl").resolve("devices");
    }

    @Test
    void areTheSameAgainInTheSameOrder() {
        new KnownDevices(file(), "here").write(List.of(GPU, CPU));
        assertEquals(List.of(GPU, CPU), new KnownDevices(file(), "here").read());
    }

    @Test
    void holdForTheMachineAsItWas() {
        new KnownDevices(file(), "here").write(List.of(GPU));
        assertNull(new KnownDevices(file(), "another driver").read());
    }

    @Test
    void areForgottenWhenThereAreNone() {
        KnownDevices known = new KnownDevices(file(), "here");
        known.write(List.of(GPU));
        known.write(List.of());
        assertFalse(Files.exists(file()));
        assertNull(known.read());
    }

    @Test
    void devicesThatAreNotWholeAreNotTaken() {
        KnownDevices known = new KnownDevices(file(), "here");
        known.write(List.of(GPU));
        FactFile kept = new FactFile(file(), "here");
        Map<String, String> parts = new TreeMap<>(kept.read().orElseThrow());
        assertEquals("4", parts.put("0.computeUnits", "many"));
        kept.write(parts);
        assertNull(known.read());
        parts.remove("0.computeUnits");
        kept.write(parts);
        assertNull(known.read());
        parts.put("0.computeUnits", "4");
        kept.write(parts);
        assertEquals(List.of(GPU), known.read());
    }

    @Test
    void aDeviceThatIsGoneIsNamed() {
        TestDevice.device();
        GraphBuilder b = new GraphBuilder("graph");
        b.output("y", b.input("x", TensorType.of(ElementType.FLOAT32, 3)));
        Program program = new Program(List.of(), List.of(b.build()));
        try (OpenClBackend backend = new OpenClBackend(GPU);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            CompileOptions options = new CompileOptions(allocator, 1);
            BackendException refusal = assertThrows(BackendException.class, () -> backend.compile(program, options));
            assertTrue(
                    refusal.getMessage()
                            .startsWith("opencl: device opencl:vendor:0 must be there, but the drivers show ["),
                    refusal.getMessage());
        }
    }
}
