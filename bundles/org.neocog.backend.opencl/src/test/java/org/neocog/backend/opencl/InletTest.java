package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.testkit.ContractCase;
import org.neocog.backend.testkit.ContractCases;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Both ways in which inputs come to the device, whatever would suit the device that tests run on. */
class InletTest {
    private static final int STEPS = 12;

    private static OpenClBackend backend(Inlet.Kind kind) {
        Device device = TestDevice.device();
        boolean cpu = device.isCpu();
        return new OpenClBackend(device, cpu, Long.MAX_VALUE, Tiles.of(device, cpu), OpenClLibrary.cache(), kind);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheContractOfPrograms(Inlet.Kind kind) {
        int ran = 0;
        try (OpenClBackend backend = backend(kind)) {
            for (ContractCase claim : ContractCases.all(backend, ContractOptions.standard())) {
                if (claim.group().equals("programs") || claim.group().equals("threads")) {
                    claim.run();
                    ran++;
                }
            }
            assertEquals(0, backend.counts().events.get(), backend.counts().toString());
            assertEquals(0, backend.counts().queues.get(), backend.counts().toString());
            assertEquals(0, backend.counts().buffers.get(), backend.counts().toString());
        }
        assertTrue(ran > 20, "cases must run, but ran=" + ran);
    }

    /** Each step's input is another, in memory that is written over as soon as the step has come back, and larger than the ring. */
    @ParameterizedTest
    @EnumSource
    void aFeedCanBeFilledAnewAsSoonAsTheStepHasComeBack(Inlet.Kind kind) {
        TensorType large = TensorType.of(ElementType.FLOAT32, 6, 1 << 20);
        TensorType small = TensorType.of(ElementType.FLOAT32, 3);
        GraphBuilder b = new GraphBuilder("graph");
        Value before = b.input("before", small);
        Value x = b.input("x", large);
        Value after = b.input("after", small);
        b.output("sum", b.reduceSum(x, List.of(1)));
        b.output("small", b.subtract(before, after));
        Graph graph = b.build();
        try (OpenClBackend backend = backend(kind);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable =
                        backend.compile(new Program(List.of(), List.of(graph)), new CompileOptions(allocator, 1));
                Tensor ofX = Tensor.allocate(allocator, large);
                Tensor ofBefore = Tensor.allocate(allocator, small);
                Tensor ofAfter = Tensor.allocate(allocator, small)) {
            Feed feed = new Feed().put("x", ofX).put("before", ofBefore).put("after", ofAfter);
            for (int step = 0; step < 3; step++) {
                fill(ofX, step);
                fill(ofBefore, 10 * step);
                fill(ofAfter, step);
                var result = executable.run("graph", feed);
                fill(ofX, -1);
                fill(ofBefore, -1);
                fill(ofAfter, -1);
                for (int row = 0; row < 6; row++) {
                    double want = 0;
                    for (int i = 0; i < 8; i++) {
                        want += (step + i) % 8 * (double) (1 << 17);
                    }
                    assertEquals(want, result.output("sum").getDouble(row), "step " + step + ", row " + row);
                }
                for (int i = 0; i < 3; i++) {
                    assertEquals(
                            (10 * step + i) % 8 - (step + i) % 8,
                            result.output("small").getDouble(i),
                            "step " + step + ", element " + i);
                }
            }
        }
    }

    private static void fill(Tensor tensor, int from) {
        for (long i = 0; i < tensor.size(); i++) {
            tensor.buffer().setFloat(tensor.offset() + 4 * i, (from + i) % 8);
        }
    }

    /** A training that is fed another batch each step, without waiting for the step before, has the same losses and ends at the same values either way. */
    @Test
    void bothWaysGiveTheSameBits() {
        assertEquals(training(Inlet.Kind.SHARED), training(Inlet.Kind.STAGED));
    }

    private static List<Double> training(Inlet.Kind kind) {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        List<Double> seen = new ArrayList<>();
        try (OpenClBackend backend = backend(kind);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, 1));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            executable.restore(initial);
            for (int step = 0; step < STEPS; step++) {
                Feed feed = Nets.feed(allocator, program, step, 0.02);
                seen.add(executable.run("train", feed).output("loss").getDouble(0));
                Nets.close(feed);
                // One of the graph; of pinned memory one of each piece and one of what was copied from the landing.
                int most = kind == Inlet.Kind.SHARED ? 1 : 6;
                int events = backend.counts().events.get();
                assertTrue(
                        events > 0 && events <= most, "step " + step + " must release its events, but open=" + events);
            }
            try (Snapshot end = executable.snapshot()) {
                end.tensors().values().forEach(tensor -> {
                    for (long i = 0; i < tensor.size(); i++) {
                        seen.add(tensor.getDouble(i));
                    }
                });
            }
        }
        return seen;
    }

    @Test
    void aProcessorSharesItsMemory() {
        Device device = TestDevice.device();
        try (Session session = new Session(device, true, null, new Counts())) {
            assertEquals(device.isCpu() ? Inlet.Kind.SHARED : session.inlets(), session.inlets());
        }
    }
}
