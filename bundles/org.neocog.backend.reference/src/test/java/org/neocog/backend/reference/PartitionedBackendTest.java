package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.support.Fallback;
import org.neocog.backend.support.PartitionedBackend;
import org.neocog.backend.support.Partitioner;
import org.neocog.backend.support.Segment;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** LeNet trained by two backends together has the bits of LeNet trained by one. */
class PartitionedBackendTest {
    private static final int BATCH = 3;
    private static final TensorType PAIR = TensorType.of(ElementType.FLOAT32, 2);

    private final BufferAllocator allocator = NeocogAllocators.root("partitioned", Long.MAX_VALUE);
    private final CompileOptions options = new CompileOptions(allocator, 1);
    private final Program program = Lenet.program(BATCH);

    @AfterEach
    void returnsAllMemory() {
        allocator.close();
    }

    private static PartitionedBackend with(Predicate<Node> likes) {
        return new PartitionedBackend(new PickyBackend(likes), new ReferenceBackend());
    }

    /** Losses of training and evaluation, classes, and all variables after a few steps. */
    private List<double[]> train(Backend backend) {
        List<double[]> seen = new ArrayList<>();
        Feed feed = Lenet.feed(allocator, BATCH, 5);
        try (Executable executable = backend.compile(program, options);
                Snapshot initial = Lenet.initial(allocator, program, 7)) {
            executable.restore(initial);
            for (int step = 0; step < 3; step++) {
                seen.add(read(executable.run("train", feed).output("loss")));
            }
            seen.add(read(executable.run("evaluate", feed).output("loss")));
            seen.add(read(executable.run("evaluate", feed).output("classes")));
            try (Snapshot end = executable.snapshot()) {
                end.tensors().values().forEach(tensor -> seen.add(read(tensor)));
            }
        } finally {
            Lenet.close(feed);
        }
        return seen;
    }

    private static double[] read(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.size())];
        tensor.copyTo(values);
        return values;
    }

    private void assertSameTraining(Predicate<Node> likes) {
        List<double[]> expected = train(new ReferenceBackend());
        List<double[]> actual = train(with(likes));
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }

    @Test
    void aBackendOfOneOpTrainsWithTheOther() {
        assertSameTraining(node -> node.op() instanceof ConvolutionOp);
    }

    @Test
    void aBackendThatLacksOneOpTrainsWithTheOther() {
        assertSameTraining(node -> !(node.op() instanceof MatrixOp));
    }

    @Test
    void aBackendOfNothingLeavesAllToTheOther() {
        assertSameTraining(node -> false);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyCutTrainsTheSame(long seed) {
        assertSameTraining(node -> {
            String looks = node.op().name() + node.outputs().get(0).type();
            return (looks.hashCode() * 0x9E3779B97F4A7C15L * seed) >>> 63 == 0;
        });
    }

    @Test
    void listsWhatFallsBack() {
        List<Fallback> fallbacks =
                with(node -> !(node.op() instanceof MatrixOp)).fallbacks(program);
        assertTrue(fallbacks.stream().allMatch(fallback -> fallback.op().equals("matmul")), fallbacks.toString());
        assertEquals(9, count(fallbacks, "train"));
        assertEquals(3, count(fallbacks, "evaluate"));
        assertEquals(List.of(), with(node -> true).fallbacks(program));
    }

    private static int count(List<Fallback> fallbacks, String graph) {
        return fallbacks.stream()
                .filter(fallback -> fallback.graph().equals(graph))
                .mapToInt(Fallback::count)
                .sum();
    }

    @Test
    void segmentsTakeTurnsAndHoldEachNodeOnce() {
        for (Graph graph : program.graphs()) {
            List<Segment> segments = Partitioner.split(graph, node -> node.id() % 3 != 0);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < segments.size(); i++) {
                assertEquals(i % 2 == 0, segments.get(i).supported());
                assertTrue(i == 0 || !segments.get(i).nodes().isEmpty());
                nodes.addAll(segments.get(i).nodes());
            }
            assertEquals(
                    graph.nodes().stream()
                            .filter(node -> !(node.op() instanceof SourceOp))
                            .toList(),
                    nodes.stream().sorted((a, b) -> a.id() - b.id()).toList());
        }
    }

    @Test
    void updatesWaitForTheLastRead() {
        Variable a = new Variable("a", PAIR, Variable.Role.PARAMETER);
        GraphBuilder b = new GraphBuilder("step");
        Value read = b.read(a);
        Value x = b.input("x", PAIR);
        b.update(a, b.add(read, x));
        b.output("before", read);
        b.output("negated", b.negate(read));
        b.output("fed", x);
        b.output("one", b.splat(PAIR, 1));
        Program single = new Program(List.of(a), List.of(b.build()));
        PartitionedBackend backend = with(
                node -> !node.op().name().equals(UnaryFunction.NEGATE.name().toLowerCase(java.util.Locale.ROOT)));
        try (Executable executable = backend.compile(single, options);
                Tensor fed = Tensor.allocate(allocator, PAIR)) {
            fed.copyFrom(new double[] {1, 2});
            Feed feed = new Feed().put("x", fed);
            executable.run("step", feed);
            var step = executable.run("step", feed);
            assertArrayEquals(OpRun.of(1, 2), read(step.output("before")));
            assertArrayEquals(OpRun.of(-1, -2), read(step.output("negated")));
            assertArrayEquals(OpRun.of(1, 2), read(step.output("fed")));
            assertArrayEquals(OpRun.of(1, 1), read(step.output("one")));
            try (Snapshot snapshot = executable.snapshot()) {
                assertArrayEquals(OpRun.of(2, 4), read(snapshot.tensor("a")));
            }
        }
    }

    @Test
    void refusesAsBackendsDo() {
        Executable executable = with(node -> false).compile(program, options);
        assertEquals(
                "partitioned: there is no graph \"test\"; graphs: [train, evaluate].",
                assertThrows(BackendException.class, () -> executable.run("test", new Feed()))
                        .getMessage());
        assertEquals(
                "partitioned: graph \"train\": every input must be fed, but input=\"images\" is missing, fed=[]."
                        + " Put a tensor float32[3, 1, 32, 32].",
                assertThrows(BackendException.class, () -> executable.run("train", new Feed()))
                        .getMessage());
        assertTrue(executable.memory().total() > 0);
        executable.close();
        executable.close();
        assertThrows(IllegalStateException.class, executable::snapshot);
    }
}
