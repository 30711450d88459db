package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

class LifecycleTest {
    private static final int CYCLES = 100;
    private static final int SETTLED = 50;
    /** How often the cycles are done at the most: what leaks grows each time, what Java takes for itself does not. */
    private static final int TIMES = 3;

    /** The heap is collected so often that it does not grow: what is looked for is native memory. */
    private static final int COLLECT = 5;

    /** Kilobytes that compiled Java code and the compiler may take meanwhile. */
    private static final long VIRTUAL_MACHINE = 8192;

    @Test
    void saysByTheTypeOfTheErrorThatMemoryIsShort() {
        Program program = Nets.resnet(2, 1, 16);
        try (BufferAllocator small = NeocogAllocators.root("small", 4096)) {
            InsufficientMemoryException e = assertThrows(
                    InsufficientMemoryException.class,
                    () -> new OneDnnBackend().compile(program, new CompileOptions(small, 1)));
            assertTrue(e.getMessage().startsWith("onednn: the program must fit into the allocator: "), e.getMessage());
            assertEquals(0, small.getAllocatedMemory(), "what was taken before is given back");
        }
    }

    @Test
    void compilingAndClosingAgainAndAgainTakesNoMoreMemory() throws IOException {
        Program program = Nets.resnet(2, 1, 16);
        List<Long> resident = new ArrayList<>();
        boolean flat = false;
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            Feed feed = Nets.feed(allocator, program, 1, 0.01);
            cycle(SETTLED, program, feed, allocator);
            resident.add(residentKilobytes());
            for (int time = 0; time < TIMES && !flat; time++) {
                cycle(CYCLES, program, feed, allocator);
                long before = resident.get(time);
                long now = residentKilobytes();
                resident.add(now);
                flat = now <= before * 1.02 + VIRTUAL_MACHINE;
            }
            Nets.close(feed);
            assertEquals(0, allocator.getAllocatedMemory());
        }
        assertTrue(
                flat,
                "resident memory must not grow by more than 2 % in every " + CYCLES + " cycles, but was " + resident
                        + " kB");
    }

    private static void cycle(int cycles, Program program, Feed feed, BufferAllocator allocator) {
        for (int cycle = 0; cycle < cycles; cycle++) {
            try (Executable executable = new OneDnnBackend().compile(program, new CompileOptions(allocator, 1))) {
                executable.run("train", feed);
            }
            if (cycle % COLLECT == 0) {
                System.gc();
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Test
    void refusesFloat64AndSaysWhatToDo() {
        GraphBuilder b = new GraphBuilder("graph");
        b.inScope(
                "layer",
                () -> b.output("y", b.unary(UnaryFunction.TANH, b.input("x", TensorType.of(ElementType.FLOAT64, 3)))));
        Graph graph = b.build();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            Program program = new Program(List.of(), List.of(graph));
            CompileOptions options = new CompileOptions(allocator, 1);
            BackendException refusal =
                    assertThrows(BackendException.class, () -> new OneDnnBackend().compile(program, options));
            assertTrue(refusal.getMessage().contains("float64[3]"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("Use precision float32"), refusal.getMessage());
        }
    }

    @Test
    void theWholeOptimizerIsOnePass() {
        Program program = Nets.lenet(32, UnaryFunction.RELU);
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                OneDnnExecutable executable =
                        (OneDnnExecutable) new OneDnnBackend().compile(program, new CompileOptions(allocator, 1))) {
            CompiledGraph train = executable.graphs().get("train");
            assertEquals(
                    List.of("update of 10 parameters"),
                    train.updates().stream().map(Command::what).toList());
        }
    }

    @Test
    void anOptimizerThatReadsTheGradientInSeveralWaysIsOnePassToo() {
        Program program = adam(List.of(
                new Variable("w", TensorType.of(ElementType.FLOAT32, 7, 5), Role.PARAMETER),
                new Variable("b", TensorType.of(ElementType.FLOAT32, 7), Role.PARAMETER)));
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                OneDnnExecutable executable =
                        (OneDnnExecutable) new OneDnnBackend().compile(program, new CompileOptions(allocator, 1))) {
            assertEquals(
                    List.of("update of 2 parameters"),
                    executable.graphs().get("train").updates().stream()
                            .map(Command::what)
                            .toList());
        }
    }

    /** Moments of the gradient and its square, and a step by their ratio; the gradients are inputs. */
    private static Program adam(List<Variable> parameters) {
        GraphBuilder b = new GraphBuilder("train");
        Value rate = b.input("rate", TensorType.scalar(ElementType.FLOAT32));
        List<Variable> variables = new ArrayList<>(parameters);
        for (Variable parameter : parameters) {
            TensorType type = parameter.type();
            Value p = b.read(parameter);
            Value g = b.input("gradient/" + parameter.name(), type);
            Variable mean = new Variable(parameter.name() + "#mean", type, Role.SLOT);
            Variable square = new Variable(parameter.name() + "#square", type, Role.SLOT);
            variables.addAll(List.of(mean, square));
            Value m = b.add(b.scale(b.read(mean), 0.9), b.scale(g, 0.1));
            Value v = b.add(b.scale(b.read(square), 0.999), b.scale(b.multiply(g, g), 0.001));
            b.update(mean, m);
            b.update(square, v);
            Value step = b.divide(m, b.add(b.unary(UnaryFunction.SQRT, v), b.splat(type, 1e-8)));
            b.update(parameter, b.subtract(p, b.multiply(b.broadcastScalar(rate, type.shape()), step)));
        }
        return new Program(variables, List.of(b.build()));
    }
}
