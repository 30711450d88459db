package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Variable.Role;

/** Random graphs, and what must hold for each of them. Repeat one with {@code -Dneocog.fuzz.seed=N}. */
class GraphFuzzTest {
    private static final int GRAPHS = 1000;

    private static void forManySeeds(Consumer<Random> check) {
        Long repeated = Long.getLong("neocog.fuzz.seed");
        long first = repeated != null ? repeated : 1;
        for (long seed = first; seed < first + (repeated != null ? 1 : GRAPHS); seed++) {
            try {
                check.accept(new Random(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with -Dneocog.fuzz.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void rewritesKeepTheShapeOfEveryGraph() {
        forManySeeds(random -> {
            Graph graph = withGradients(random);
            assertWellFormed(graph);
            for (Graph other : List.of(
                    Transformations.removeDead(graph),
                    Transformations.mergeEqual(graph),
                    Transformations.foldConstants(graph),
                    Transformations.expand(graph, node -> false),
                    Transformations.simplify(graph))) {
                assertWellFormed(other);
                assertSameEnds(graph, other);
            }
        });
    }

    @Test
    void simplifyingTwiceIsSimplifyingOnce() {
        forManySeeds(random -> {
            Graph simple = Transformations.simplify(withGradients(random));
            assertEquals(simple.toString(), Transformations.simplify(simple).toString());
        });
    }

    @Test
    void simplifyLeavesNothingDeadAndNothingTwice() {
        forManySeeds(random -> {
            Graph simple = Transformations.simplify(withGradients(random));
            Set<Value> used = new HashSet<>(simple.outputs().values());
            used.addAll(simple.updates().values());
            used.addAll(simple.inputs().values());
            simple.nodes().forEach(node -> used.addAll(node.inputs()));
            Set<List<Object>> seen = new HashSet<>();
            for (Node node : simple.nodes()) {
                assertTrue(node.outputs().stream().anyMatch(used::contains), "dead: " + node);
                assertTrue(seen.add(List.of(node.op(), node.inputs())), "twice: " + node);
            }
        });
    }

    /** Simplifying and then putting numbers in gives the bits of putting numbers in at once. */
    @Test
    void simplifyKeepsEveryBit() {
        forManySeeds(random -> {
            GraphBuilder g = new GraphBuilder("fuzz");
            List<Value> values = RandomOps.inputs(g);
            for (int i = 0; i < 20; i++) {
                values.add(RandomOps.foldable(g, random, values));
                g.output("y" + i, values.get(values.size() - 1));
            }
            Graph graph = g.build();
            double[] numbers = {RandomOps.number(random), RandomOps.number(random), RandomOps.number(random)};
            assertEquals(
                    results(graph, numbers),
                    results(Transformations.simplify(graph), numbers),
                    () -> "of " + Arrays.toString(numbers) + " through\n" + graph);
        });
    }

    /** What the outputs are if every element of the inputs is one of the numbers. */
    private static Map<String, ConstantData> results(Graph graph, double[] numbers) {
        GraphBuilder g = new GraphBuilder("numbers");
        Map<Value, Value> mapped = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof SourceOp.Input input) {
                int index = Integer.parseInt(input.input().substring(1));
                mapped.put(node.output(), g.splat(input.type(), numbers[index]));
            } else {
                List<Value> operands = node.inputs().stream().map(mapped::get).toList();
                mapped.put(node.output(), g.add(node.op(), operands).output());
            }
        }
        graph.outputs().forEach((name, value) -> g.output(name, mapped.get(value)));
        Map<String, ConstantData> results = new TreeMap<>();
        Transformations.simplify(g.build()).outputs().forEach((name, value) -> {
            SourceOp.Constant constant =
                    assertInstanceOf(SourceOp.Constant.class, value.node().op());
            results.put(name, constant.data());
        });
        return results;
    }

    private static Graph withGradients(Random random) {
        GraphBuilder g = new GraphBuilder("fuzz");
        List<Value> values = RandomOps.inputs(g);
        List<Value> parameters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parameters.add(g.read(new Variable("w" + i, RandomOps.TYPE, Role.PARAMETER)));
        }
        values.addAll(parameters);
        int count = 1 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            g.inScope("s" + random.nextInt(3), () -> values.add(RandomOps.any(g, random, values)));
        }
        Value last = values.get(values.size() - 1);
        g.output("last", last);
        g.output("other", values.get(random.nextInt(values.size())));
        List<Value> gradients = Autodiff.gradients(g, g.reduceSum(last, List.of(0, 1)), parameters);
        for (int i = 0; i < parameters.size(); i++) {
            Value next = g.subtract(parameters.get(i), gradients.get(i));
            g.update(new Variable("w" + i, RandomOps.TYPE, Role.PARAMETER), next);
        }
        return g.build();
    }

    private static void assertWellFormed(Graph graph) {
        Set<Value> computed = new HashSet<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            assertEquals(i, node.id());
            assertTrue(computed.containsAll(node.inputs()), () -> "not in order: " + node);
            assertEquals(
                    node.outputs().stream().map(Value::type).toList(),
                    node.op().infer(node.inputs().stream().map(Value::type).toList()));
            computed.addAll(node.outputs());
        }
        assertTrue(computed.containsAll(graph.outputs().values()));
        assertTrue(computed.containsAll(graph.updates().values()));
        assertTrue(computed.containsAll(graph.inputs().values()));
    }

    private static void assertSameEnds(Graph before, Graph after) {
        assertEquals(before.name(), after.name());
        assertEquals(types(before.inputs()), types(after.inputs()));
        assertEquals(types(before.outputs()), types(after.outputs()));
        assertEquals(types(before.updates()), types(after.updates()));
    }

    private static List<String> types(Map<?, Value> ends) {
        List<String> types = new ArrayList<>();
        ends.forEach((name, value) -> types.add(name + " " + value.type()));
        return types;
    }
}
