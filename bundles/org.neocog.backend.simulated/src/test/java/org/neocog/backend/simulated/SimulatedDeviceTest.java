package org.neocog.backend.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.support.Fault;
import org.neocog.backend.support.FaultyBackend;
import org.neocog.backend.testkit.ContractCases;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.backend.testkit.Verdict;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** The device's own rules, and the faults that are injected into it. That its ops are right is the host's contract. */
class SimulatedDeviceTest {
    private static final TensorType TYPE = TensorType.of(ElementType.FLOAT32, 4);
    private static final Variable SUM = new Variable("sum", TYPE, Variable.Role.PARAMETER);
    private static final long MEBIBYTE = 1 << 20;

    private final DeviceMemory memory = new DeviceMemory(MEBIBYTE);
    private final Backend device = new SimulatedDevice(new ReferenceBackend(), memory, 1000);
    private final DeviceMemory ample = new DeviceMemory(1L << 30);

    /** train: sum + exp(x) becomes sum, and is given back; look: the sum. */
    private static Program program() {
        GraphBuilder train = new GraphBuilder("train");
        Value next = train.add(train.read(SUM), train.unary(UnaryFunction.EXP, train.input("x", TYPE)));
        train.update(SUM, next);
        train.output("y", next);
        GraphBuilder look = new GraphBuilder("look");
        look.output("y", look.read(SUM));
        return new Program(List.of(SUM), List.of(train.build(), look.build()));
    }

    private interface Body {
        void run(Executable executable, Feed feed, BufferAllocator allocator);
    }

    private static void with(Backend backend, Body body) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Tensor zeros = Tensor.allocate(allocator, TYPE);
                Executable executable = backend.compile(program(), new CompileOptions(allocator, 1))) {
            for (int i = 0; i < 4; i++) {
                zeros.setDouble(i, 0);
            }
            body.run(executable, new Feed().put("x", zeros), allocator);
        }
    }

    private static double train(Executable executable, Feed feed) {
        return executable.run("train", feed).output("y").getDouble(0);
    }

    @Test
    void keepsTheContractInItsLifecycleAndPrograms() {
        int ran = 0;
        for (var claim :
                ContractCases.all(new SimulatedDevice(new ReferenceBackend(), ample, 0), ContractOptions.standard())) {
            if (List.of("lifecycle", "programs", "refusals").contains(claim.group())) {
                Verdict verdict = claim.verdict();
                assertEquals(Verdict.Kind.PASSED, verdict.kind(), verdict.message());
                ran++;
            }
        }
        assertTrue(ran > 30, "ran=" + ran);
        assertEquals(0, ample.taken());
    }

    @Test
    void refusesWhatDoesNotFitAndGivesMemoryBack() {
        TensorType large = TensorType.of(ElementType.FLOAT32, MEBIBYTE);
        GraphBuilder builder = new GraphBuilder("graph");
        builder.output("y", builder.unary(UnaryFunction.EXP, builder.input("x", large)));
        Graph graph = builder.build();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            Program program = new Program(List.of(), List.of(graph));
            BackendException refusal = assertThrows(
                    BackendException.class, () -> device.compile(program, new CompileOptions(allocator, 1)));
            assertTrue(
                    refusal.getMessage().startsWith("simulated: the program must fit into the memory of the device"),
                    refusal.getMessage());
            assertEquals(0, allocator.getAllocatedMemory());
        }
        with(device, (executable, feed, allocator) -> {
            assertTrue(memory.taken() > 0);
            assertEquals(1, train(executable, feed));
        });
        assertEquals(0, memory.taken());
    }

    @Test
    void throwsInTheStepThatIsAskedForAndInNoOther() {
        with(new FaultyBackend(device, Fault.at(Fault.Kind.THROW, 2)), (executable, feed, allocator) -> {
            assertEquals(1, train(executable, feed));
            IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> train(executable, feed));
            assertTrue(thrown.getMessage().contains("training step 2"), thrown.getMessage());
            assertEquals(2, train(executable, feed));
        });
    }

    @Test
    void aLostDeviceStaysLostAndLetsItsExecutablesBeClosed() {
        FaultyBackend lost = new FaultyBackend(device, Fault.at(Fault.Kind.DEVICE_LOST, 2));
        with(lost, (executable, feed, allocator) -> {
            train(executable, feed);
            assertThrows(BackendException.class, () -> train(executable, feed));
            assertThrows(BackendException.class, executable::snapshot);
            assertThrows(BackendException.class, () -> lost.compile(program(), new CompileOptions(allocator, 1)));
        });
        assertEquals(0, memory.taken());
    }

    @Test
    void runsOutOfMemoryByTheErrorOfBackends() {
        with(new FaultyBackend(device, Fault.at(Fault.Kind.OUT_OF_MEMORY, 1)), (executable, feed, allocator) -> {
            BackendException refusal = assertThrows(InsufficientMemoryException.class, () -> train(executable, feed));
            assertTrue(refusal.getMessage().contains("memory of the device must suffice"), refusal.getMessage());
        });
    }

    @Test
    void computesOneOpWrongFromTheStepOnAndHandsTheVariablesOver() {
        with(new FaultyBackend(device, Fault.corrupt("exp", 1.01, 3)), (executable, feed, allocator) -> {
            assertEquals(1, train(executable, feed));
            assertEquals(2, train(executable, feed));
            assertEquals(3.01, train(executable, feed), 1e-6);
            assertEquals(4.02, train(executable, feed), 1e-6);
            assertEquals(4.02, executable.run("look", new Feed()).output("y").getDouble(3), 1e-6);
            try (Snapshot state = executable.snapshot()) {
                assertEquals(4.02, state.tensor("sum").getDouble(0), 1e-6);
            }
        });
    }

    @Test
    void oneStepOfCorruptionIsOneOnly() {
        Fault once = new Fault(Fault.Kind.CORRUPT, 2, 1, "exp", 2);
        with(new FaultyBackend(device, once), (executable, feed, allocator) -> {
            assertEquals(1, train(executable, feed));
            assertEquals(3, train(executable, feed));
            assertEquals(4, train(executable, feed));
        });
    }

    @Test
    void hangsUntilItIsInterrupted() throws InterruptedException {
        with(new FaultyBackend(device, Fault.at(Fault.Kind.HANG, 1)), (executable, feed, allocator) -> {
            Thread.currentThread().interrupt();
            BackendException thrown = assertThrows(BackendException.class, () -> train(executable, feed));
            assertTrue(thrown.getMessage().contains("interrupted"), thrown.getMessage());
            assertTrue(Thread.interrupted());
            assertEquals(1, train(executable, feed));
        });
    }

    @Test
    void faultsOfAnOpSpareGraphsWithoutIt() {
        Fault fault = new Fault(Fault.Kind.THROW, 0, Fault.ALWAYS, "exp", 1);
        with(new FaultyBackend(device, fault), (executable, feed, allocator) -> {
            assertEquals(0, executable.run("look", new Feed()).output("y").getDouble(0));
            assertThrows(IllegalStateException.class, () -> train(executable, feed));
        });
    }
}
