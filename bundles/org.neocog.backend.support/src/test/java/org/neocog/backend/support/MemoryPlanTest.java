package org.neocog.backend.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

class MemoryPlanTest {
    private static final int GRAPHS = 400;
    private static final TensorType LINE = TensorType.of(ElementType.FLOAT32, 16);

    private static final Placement PLACEMENT = new Placement() {
        @Override
        public long bytes(Value value) {
            return value.type().bytes();
        }

        @Override
        public boolean planned(Value value) {
            return !(value.node().op() instanceof SourceOp.Constant);
        }

        @Override
        public @Nullable Value aliasOf(Value value) {
            return value.node().op() instanceof ShapeOp.Reshape ? value.node().input(0) : null;
        }
    };

    /** x -> a -> b -> c, of 64 bytes each. */
    private static Graph chain(List<Value> values) {
        GraphBuilder b = new GraphBuilder("chain");
        values.add(b.input("x", LINE));
        for (int i = 0; i < 3; i++) {
            values.add(b.unary(UnaryFunction.TANH, values.get(i)));
        }
        b.output("y", values.get(3));
        return b.build();
    }

    @Test
    void livesFromDefinitionToLastUse() {
        List<Value> values = new ArrayList<>();
        Graph graph = chain(values);
        Liveness liveness = Liveness.of(graph);
        assertEquals(
                List.of(0, 1, 2, 3), values.stream().map(liveness::definition).toList());
        assertEquals(List.of(1, 2, 3, 4), values.stream().map(liveness::lastUse).toList());
        assertEquals(4, liveness.end());
    }

    @Test
    void refusesAValueOfAnotherGraph() {
        Liveness liveness = Liveness.of(chain(new ArrayList<>()));
        Value foreign = new GraphBuilder("other").input("x", LINE);
        assertEquals(
                "liveness: the value must be one of the graph, but value=%0: float32[16]. Ask for values of this graph.",
                assertThrows(IllegalArgumentException.class, () -> liveness.lastUse(foreign))
                        .getMessage());
    }

    @Test
    void aChainNeedsTwoBuffers() {
        List<Value> values = new ArrayList<>();
        Graph graph = chain(values);
        BufferPlan buffers = BufferPlan.of(graph, PLACEMENT);
        assertEquals(List.of(0, 1, 0, 1), values.stream().map(buffers::buffer).toList());
        assertEquals(List.of(64L, 64L), buffers.sizes());
        assertEquals(128, buffers.lowerBound());
        ArenaPlan arena = ArenaPlan.of(graph, PLACEMENT, 64);
        assertEquals(
                List.of(0L, 64L, 0L, 64L), values.stream().map(arena::offset).toList());
        assertEquals(128, arena.bytes());
    }

    @Test
    void aliasesLieInTheMemoryOfTheirRootAndKeepItAlive() {
        GraphBuilder b = new GraphBuilder("alias");
        Value x = b.input("x", LINE);
        Value square = b.reshape(x, Shape.of(4, 4));
        Value y = b.unary(UnaryFunction.TANH, x);
        b.output("y", b.reshape(y, Shape.of(4, 4)));
        b.output("square", square);
        ArenaPlan plan = ArenaPlan.of(b.build(), PLACEMENT, 1);
        assertEquals(x, plan.root(square));
        assertEquals(plan.offset(x), plan.offset(square));
        assertTrue(plan.offset(y) != plan.offset(x));
    }

    @Test
    void whatIsNotPlannedHasNoPlaceNorHaveItsAliases() {
        GraphBuilder b = new GraphBuilder("constant");
        Value constant = b.splat(LINE, 1);
        Value square = b.reshape(constant, Shape.of(4, 4));
        b.output("y", square);
        Graph graph = b.build();
        assertEquals(-1, BufferPlan.of(graph, PLACEMENT).buffer(square));
        assertEquals(-1, ArenaPlan.of(graph, PLACEMENT, 64).offset(constant));
        assertEquals(0, ArenaPlan.of(graph, PLACEMENT, 64).bytes());
    }

    @Test
    void refusesAnAlignmentOfZero() {
        assertThrows(IllegalArgumentException.class, () -> ArenaPlan.of(chain(new ArrayList<>()), PLACEMENT, 0));
    }

    @Test
    void liveValuesNeverOverlap() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            Graph graph = RandomGraph.of(seed);
            BufferPlan buffers = BufferPlan.of(graph, PLACEMENT);
            ArenaPlan arena = ArenaPlan.of(graph, PLACEMENT, 64);
            List<Value> values = planned(graph);
            Map<Value, Integer> ends = new HashMap<>();
            values.forEach(value -> ends.put(value, end(graph, value)));
            for (Value a : values) {
                assertEquals(0, arena.offset(a) % 64, "seed " + seed);
                assertTrue(arena.offset(a) + a.type().bytes() <= arena.bytes(), "seed " + seed);
                assertTrue(a.type().bytes() <= buffers.sizes().get(buffers.buffer(a)), "seed " + seed);
                for (Value b : values) {
                    if (arena.root(a) != arena.root(b) && liveTogether(ends, a, b)) {
                        boolean apart = arena.offset(a) + a.type().bytes() <= arena.offset(b)
                                || arena.offset(b) + b.type().bytes() <= arena.offset(a);
                        assertTrue(
                                apart && buffers.buffer(a) != buffers.buffer(b),
                                () -> graph.name() + ": " + a + " and " + b + " of\n" + graph);
                    }
                }
            }
        }
    }

    @Test
    void plansComeCloseToTheLowerBound() {
        long bound = 0;
        long arenas = 0;
        long buffers = 0;
        for (long seed = 0; seed < GRAPHS; seed++) {
            Graph graph = RandomGraph.of(seed);
            ArenaPlan arena = ArenaPlan.of(graph, PLACEMENT, 1);
            BufferPlan plan = BufferPlan.of(graph, PLACEMENT);
            assertEquals(arena.lowerBound(), plan.lowerBound());
            assertTrue(arena.bytes() >= arena.lowerBound() && plan.bytes() >= plan.lowerBound(), "seed " + seed);
            bound += arena.lowerBound();
            arenas += arena.bytes();
            buffers += plan.bytes();
        }
        assertTrue(arenas < 1.05 * bound, "arenas " + arenas + ", bound " + bound);
        assertTrue(buffers < 1.3 * bound, "buffers " + buffers + ", bound " + bound);
    }

    @Test
    void buffersComeInDescendingSize() {
        for (long seed = 0; seed < GRAPHS; seed++) {
            List<Long> sizes = BufferPlan.of(RandomGraph.of(seed), PLACEMENT).sizes();
            for (int i = 1; i < sizes.size(); i++) {
                assertTrue(sizes.get(i) <= sizes.get(i - 1), "seed " + seed + ": " + sizes);
            }
        }
    }

    private static List<Value> planned(Graph graph) {
        List<Value> values = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (Value value : node.outputs()) {
                if (!(Block.root(value, PLACEMENT).node().op() instanceof SourceOp.Constant)) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Judged from the graph alone: at some node both are an operand, a result, or still to be read. */
    private static boolean liveTogether(Map<Value, Integer> ends, Value a, Value b) {
        return Math.max(a.node().id(), b.node().id()) <= Math.min(ends.get(a), ends.get(b));
    }

    private static int end(Graph graph, Value value) {
        int end = value.node().id();
        for (Node node : graph.nodes()) {
            if (node.inputs().contains(value)) {
                end = node.id();
            }
        }
        return graph.outputs().containsValue(value) ? graph.nodes().size() : end;
    }
}
