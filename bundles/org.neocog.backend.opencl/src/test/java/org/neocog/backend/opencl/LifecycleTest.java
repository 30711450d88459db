package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

class LifecycleTest {
    private static final int CYCLES = 100;
    private static final int SETTLED = 30;
    /** The heap is collected so often that it does not grow: what is looked for is native memory. */
    private static final int COLLECT = 10;

    @Test
    void compilingAndClosingAgainAndAgainLeavesNothing() throws IOException {
        Program program = Nets.lenet(8, UnaryFunction.RELU);
        long settled = 0;
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device());
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            Feed feed = Nets.feed(allocator, program, 1, 0.01);
            String before = "";
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                try (Executable executable = backend.compile(program, new CompileOptions(allocator, 1))) {
                    executable.run("train", feed);
                    assertTrue(
                            backend.counts().kernels.get() > 20,
                            backend.counts().toString());
                }
                before = cycle == 0 ? backend.counts().toString() : before;
                assertEquals(before, backend.counts().toString());
                if (cycle % COLLECT == 0) {
                    System.gc();
                }
                settled = cycle == SETTLED ? residentKilobytes() : settled;
            }
            Nets.close(feed);
            assertTrue(before.startsWith("buffers=0, kernels=0, ") && before.contains("queues=0"), before);
            assertEquals(0, allocator.getAllocatedMemory());
        }
        long now = residentKilobytes();
        assertTrue(
                now < settled * 1.05 + 16_384, "resident memory must not grow, but was " + settled + " kB, is " + now);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Test
    void refusesBfloat16AndSaysWhatToDo() {
        GraphBuilder b = new GraphBuilder("graph");
        b.inScope(
                "layer",
                () -> b.output("y", b.unary(UnaryFunction.TANH, b.input("x", TensorType.of(ElementType.BFLOAT16, 3)))));
        Graph graph = b.build();
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device());
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            Program program = new Program(List.of(), List.of(graph));
            CompileOptions options = new CompileOptions(allocator, 1);
            BackendException refusal = assertThrows(BackendException.class, () -> backend.compile(program, options));
            assertTrue(refusal.getMessage().contains("bfloat16[3]"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("Use precision float32"), refusal.getMessage());
        }
    }

    @Test
    void saysHowMuchMemoryWasWantedAndKeepsNothing() {
        GraphBuilder b = new GraphBuilder("graph");
        b.output("y", b.input("x", TensorType.of(ElementType.FLOAT32, 3)));
        Graph graph = b.build();
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device());
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            long elements = TestDevice.device().memoryBytes() / 2;
            Variable huge = new Variable("huge", TensorType.of(ElementType.FLOAT32, elements), Variable.Role.PARAMETER);
            Program program = new Program(List.of(huge), List.of(graph));
            CompileOptions options = new CompileOptions(allocator, 1);
            BackendException refusal =
                    assertThrows(InsufficientMemoryException.class, () -> backend.compile(program, options));
            assertTrue(refusal.getMessage().contains("variables (parameters)"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("Use a smaller batch"), refusal.getMessage());
            assertEquals(
                    "buffers=0, kernels=0, programs=0, queues=0, contexts=1, events=0",
                    backend.counts().toString());
        }
    }

    @Test
    void theWholeOptimizerIsOneKernel() {
        Program program = Nets.lenet(32, UnaryFunction.RELU);
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device());
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                OpenClExecutable executable =
                        (OpenClExecutable) backend.compile(program, new CompileOptions(allocator, 1))) {
            CompiledGraph train = executable.graphs().get("train");
            assertEquals(
                    List.of("update of 10 parameters"),
                    train.changes().stream().map(Command::what).toList());
        }
    }
}
