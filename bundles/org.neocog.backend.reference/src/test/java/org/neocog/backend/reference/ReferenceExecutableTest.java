package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class ReferenceExecutableTest {
    private static final TensorType PAIR = TensorType.of(ElementType.FLOAT32, 2);
    private static final Variable A = new Variable("a", PAIR, Variable.Role.PARAMETER);
    private static final Variable B = new Variable("b", PAIR, Variable.Role.SLOT);
    private static final Variable SEED =
            new Variable("seed", TensorType.of(ElementType.INT64, 2), Variable.Role.STATISTIC);

    private final BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);

    @AfterEach
    void returnsAllMemory() {
        allocator.close();
    }

    private org.neocog.backend.Executable compile(Program program) {
        return new ReferenceBackend().compile(program, new CompileOptions(allocator, 2));
    }

    private Tensor pair(double first, double second) {
        Tensor tensor = Tensor.allocate(allocator, PAIR);
        tensor.copyFrom(new double[] {first, second});
        return tensor;
    }

    private static double[] read(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.size())];
        tensor.copyTo(values);
        return values;
    }

    private static double[] variable(org.neocog.backend.Executable executable, Variable variable) {
        try (Snapshot snapshot = executable.snapshot()) {
            return read(snapshot.tensor(variable.name()));
        }
    }

    /** Adds the input to variable a. */
    private static Program adder() {
        GraphBuilder b = new GraphBuilder("add");
        Value sum = b.add(b.read(A), b.input("x", PAIR));
        b.output("before", b.read(A));
        b.update(A, sum);
        return new Program(List.of(A, B, SEED), List.of(b.build()));
    }

    private void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(BackendException.class, call).getMessage());
    }

    @Test
    void variablesAreZeroUntilRestored() {
        try (var executable = compile(adder())) {
            assertArrayEquals(new double[2], variable(executable, A));
        }
    }

    @Test
    void updatesComeAfterTheStepAndOutputsShowWhatWasBefore() {
        try (var executable = compile(adder());
                Tensor x = pair(1, 2)) {
            Feed feed = new Feed().put("x", x);
            executable.run("add", feed);
            assertArrayEquals(OpRun.of(1, 2), read(executable.run("add", feed).output("before")));
            assertArrayEquals(OpRun.of(2, 4), variable(executable, A));
        }
    }

    @Test
    void swapsTwoVariables() {
        GraphBuilder b = new GraphBuilder("swap");
        b.update(A, b.read(B));
        b.update(B, b.reshape(b.reshape(b.read(A), Shape.of(1, 2)), Shape.of(2)));
        try (var executable = compile(new Program(List.of(A, B), List.of(b.build())));
                Snapshot state = new Snapshot(Map.of("a", pair(1, 2), "b", pair(3, 4)))) {
            executable.restore(state);
            executable.run("swap", new Feed());
            assertArrayEquals(OpRun.of(3, 4), variable(executable, A));
            assertArrayEquals(OpRun.of(1, 2), variable(executable, B));
        }
    }

    @Test
    void restoresSomeVariablesAndKeepsTheOthers() {
        try (var executable = compile(adder());
                Snapshot first = new Snapshot(Map.of("a", pair(1, 2), "b", pair(3, 4)));
                Snapshot second = new Snapshot(Map.of("a", pair(5, 6)))) {
            executable.restore(first);
            executable.restore(second);
            assertArrayEquals(OpRun.of(5, 6), variable(executable, A));
            assertArrayEquals(OpRun.of(3, 4), variable(executable, B));
        }
    }

    @Test
    void keepsEveryBitOfAnInt64() {
        Tensor far = Tensor.zeros(allocator, SEED.type());
        far.setLong(0, Long.MIN_VALUE + 1);
        far.setLong(1, 0x7ff0_0000_0000_0001L);
        GraphBuilder b = new GraphBuilder("swap");
        Value seed = b.read(SEED);
        Value swapped = b.concatenate(List.of(b.slice(seed, 0, 1, 2), b.slice(seed, 0, 0, 1)), 0);
        b.output("less", b.compare(ElementwiseOp.Comparison.LESS, seed, swapped));
        b.update(SEED, swapped);
        try (var executable = compile(new Program(List.of(SEED), List.of(b.build())));
                Snapshot state = new Snapshot(Map.of("seed", far))) {
            executable.restore(state);
            assertArrayEquals(
                    OpRun.of(1, 0), read(executable.run("swap", new Feed()).output("less")));
            try (Snapshot after = executable.snapshot()) {
                assertEquals(0x7ff0_0000_0000_0001L, after.tensor("seed").getLong(0));
                assertEquals(Long.MIN_VALUE + 1, after.tensor("seed").getLong(1));
            }
        }
    }

    @Test
    void refusesASnapshotWithoutChangingAnything() {
        Map<String, Tensor> unknown = new LinkedHashMap<>();
        unknown.put("a", pair(8, 8));
        unknown.put("c", pair(9, 9));
        Map<String, Tensor> misfit = new LinkedHashMap<>();
        misfit.put("a", pair(8, 8));
        misfit.put("b", Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT64, 2)));
        try (var executable = compile(adder());
                Snapshot first = new Snapshot(unknown);
                Snapshot second = new Snapshot(misfit)) {
            assertRefused(
                    "reference: restore: every name must be a variable, but name=\"c\"; variables: [a, b, seed].",
                    () -> executable.restore(first));
            assertRefused(
                    "reference: restore: variable \"b\" must be float32[2], but snapshot=float64[2]. Take the snapshot of the same model.",
                    () -> executable.restore(second));
            assertArrayEquals(new double[2], variable(executable, A));
        }
    }

    @Test
    void refusesAFeedWithoutChangingAnything() {
        try (var executable = compile(adder());
                Tensor x = pair(1, 2);
                Tensor wide = Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT32, 3))) {
            assertRefused(
                    "reference: graph \"add\": every input must be fed, but input=\"x\" is missing, fed=[]. Put a tensor float32[2].",
                    () -> executable.run("add", new Feed()));
            assertRefused(
                    "reference: graph \"add\": input \"x\" must be float32[2], but fed=float32[3]. Feed the type that the graph was built for.",
                    () -> executable.run("add", new Feed().put("x", wide)));
            assertRefused(
                    "reference: graph \"add\": only inputs may be fed, but fed=[x, y], inputs=[x]. Leave the others out.",
                    () -> executable.run("add", new Feed().put("x", x).put("y", x)));
            assertRefused(
                    "reference: there is no graph \"sub\"; graphs: [add].", () -> executable.run("sub", new Feed()));
            assertArrayEquals(new double[2], variable(executable, A));
        }
    }

    @Test
    void refusesAnUnknownOutput() {
        try (var executable = compile(adder());
                Tensor x = pair(1, 2)) {
            var step = executable.run("add", new Feed().put("x", x));
            assertRefused(
                    "reference: graph \"add\": there is no output \"after\"; outputs: [before].",
                    () -> step.output("after"));
        }
    }

    @Test
    void refusesEverythingAfterCloseAndClosesTwice() {
        var executable = compile(adder());
        executable.close();
        executable.close();
        String rule = " needs an open executable, but it was closed. Compile the program again.";
        Map<String, Executable> calls = Map.of(
                "run",
                () -> executable.run("add", new Feed()),
                "snapshot",
                executable::snapshot,
                "memory",
                executable::memory,
                "restore",
                () -> executable.restore(new Snapshot(Map.of())));
        calls.forEach((name, call) -> assertEquals(
                "reference: " + name + rule,
                assertThrows(IllegalStateException.class, call).getMessage()));
    }

    @Test
    void refusesAValueThatFitsNoArray() {
        GraphBuilder b = new GraphBuilder("huge");
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 1));
        b.output("y", b.broadcast(x, Shape.of(1L << 31), List.of(0)));
        String message = assertThrows(BackendException.class, () -> compile(new Program(List.of(), List.of(b.build()))))
                .getMessage();
        assertEquals(
                "reference: graph \"huge\": broadcast (scope \"\"): every value must have at most 2147483639 elements,"
                        + " but operands=[float32[1]], results=[float32[2147483648]]. Use a smaller batch.",
                message);
    }

    @Test
    void refusesAProgramThatTheHeapCannotHold() {
        GraphBuilder b = new GraphBuilder("large");
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 1));
        b.output("y", b.reduceSum(b.broadcast(x, Shape.of(2_000_000_000L), List.of(0)), List.of(0)));
        String message = assertThrows(
                        InsufficientMemoryException.class, () -> compile(new Program(List.of(), List.of(b.build()))))
                .getMessage();
        assertTrue(message.startsWith("reference: the program must fit into the heap, but heap="), message);
    }

    @Test
    void returnsMemoryWhenTheAllocatorIsShort() {
        GraphBuilder b = new GraphBuilder("outputs");
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 1000));
        b.output("first", b.negate(x));
        b.output("second", b.add(x, x));
        try (BufferAllocator small = allocator.newChildAllocator("small", 0, 6000)) {
            String message = assertThrows(
                            InsufficientMemoryException.class,
                            () -> new ReferenceBackend()
                                    .compile(new Program(List.of(), List.of(b.build())), new CompileOptions(small, 2)))
                    .getMessage();
            assertTrue(message.startsWith("reference: the outputs must fit into the allocator: "), message);
            assertEquals(0, small.getAllocatedMemory());
        }
    }

    @Test
    void reportsTheMemoryThatItHolds() {
        try (var executable = compile(adder())) {
            // three variables of 2; a sum and an input of 2; one output, which takes 64 bytes of the allocator
            assertEquals(new MemoryReport(6 * 8, 4 * 8, 64), executable.memory());
            assertEquals(64, allocator.getAllocatedMemory());
        }
    }

    @Test
    void describesItsDevice() {
        var device = new ReferenceBackend().device();
        assertEquals("Neocog", device.vendor());
        assertTrue(!device.name().isBlank() && device.memoryBytes() > 0, device.toString());
    }
}
