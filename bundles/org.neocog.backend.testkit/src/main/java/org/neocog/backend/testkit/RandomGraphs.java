package org.neocog.backend.testkit;

import static org.neocog.backend.testkit.CaseList.ints;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.neocog.backend.Executable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * Graphs put together at random from continuous ops: values with several uses, with none, outputs in the middle, updates. What
 * memory planning, fusion and updates in place get wrong shows here.
 */
final class RandomGraphs {
    private static final Shape SHAPE = Shape.of(2, 3, 4, 5);
    private static final PoolingWindow SAME =
            PoolingWindow.of(ints(3, 3), ints(1, 1)).withPadding(ints(1, 1), ints(1, 1));
    private static final List<UnaryFunction> UNARY = List.of(
            UnaryFunction.NEGATE, UnaryFunction.ABS, UnaryFunction.TANH, UnaryFunction.SIGMOID, UnaryFunction.RELU);
    private static final List<BinaryFunction> BINARY =
            List.of(BinaryFunction.ADD, BinaryFunction.SUBTRACT, BinaryFunction.MAXIMUM, BinaryFunction.MINIMUM);
    private static final int OPS = 14;

    private RandomGraphs() {}

    static void check(Bench bench, ElementType element) {
        TensorType type = new TensorType(element, SHAPE);
        List<Variable> variables = List.of(
                new Variable("u", type, Variable.Role.PARAMETER), new Variable("v", type, Variable.Role.STATISTIC));
        Graph graph = graph(bench.random(), type, variables);
        Map<String, NdArray> state = new LinkedHashMap<>();
        variables.forEach(variable -> state.put(
                variable.name(), Operand.uniform(element, SHAPE.dims()).make(bench.random())));
        Executable executable = bench.compile(new Program(variables, List.of(graph)), 2);
        executable.restore(bench.snapshot(state));
        Map<String, NdArray> expected = new LinkedHashMap<>(state);
        for (int step = 0; step < 2; step++) {
            Map<String, NdArray> feed = new LinkedHashMap<>();
            graph.inputs()
                    .forEach((name, value) -> feed.put(
                            name,
                            Operand.each(value.type(), random -> 2 * random.nextDouble() - 1)
                                    .make(bench.random())));
            Oracle.Result want = Oracle.run(graph, feed, expected, Oracle.EXACT);
            String what = "step " + step + " of\n" + graph;
            check(bench, what, want.outputs(), bench.run(executable, graph, feed));
            expected.putAll(want.updates());
            check(bench, what, expected, Bench.state(executable));
        }
    }

    private static void check(Bench bench, String what, Map<String, NdArray> want, Map<String, NdArray> got) {
        want.forEach((name, array) -> {
            double precision = CompositionCases.precision(array.type().element(), bench);
            Expectation.near(array.rounded(), precision).check(what + name, CaseList.of(got, name));
        });
    }

    private static Graph graph(SplittableRandom random, TensorType type, List<Variable> variables) {
        GraphBuilder b = new GraphBuilder("random");
        List<Value> values = new ArrayList<>(List.of(b.input("a", type), b.input("b", type)));
        Value filter = b.input("w", TensorType.of(type.element(), 3, 3, 3, 3));
        variables.forEach(variable -> values.add(b.read(variable)));
        for (int i = 0; i < OPS; i++) {
            Value x = pick(random, values);
            Value y = pick(random, values);
            values.add(next(b, random, x, y, filter));
        }
        for (String name : List.of("p", "q", "r")) {
            b.output(name, pick(random, values));
        }
        b.output("last", values.get(values.size() - 1));
        variables.forEach(variable -> b.update(variable, b.unary(UnaryFunction.TANH, pick(random, values))));
        return b.build();
    }

    private static <T> T pick(SplittableRandom random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** One more value of the same shape, bounded if x and y are. */
    private static Value next(GraphBuilder b, SplittableRandom random, Value x, Value y, Value filter) {
        int axis = random.nextInt(4);
        return switch (random.nextInt(12)) {
            case 0, 1 -> b.unary(pick(random, UNARY), x);
            case 2, 3 -> b.binary(pick(random, BINARY), x, y);
            case 4 -> b.multiply(b.unary(UnaryFunction.TANH, x), y);
            case 5 ->
                b.unary(UnaryFunction.TANH, b.convolution(x, filter, ConvolutionCases.geometry(2, 1, 1, 1, 1, 1)));
            case 6 -> random.nextBoolean() ? b.maxPool(x, SAME) : b.averagePool(x, SAME, random.nextBoolean());
            case 7 -> b.unary(UnaryFunction.TANH, b.sumAlong(x, axis));
            case 8 -> b.softmax(x, axis);
            case 9 -> b.reshape(b.transpose(x, ints(0, 3, 1, 2)), SHAPE);
            case 10 -> b.slice(b.concatenate(List.of(x, y), axis), axis, 1, 1 + SHAPE.dim(axis));
            default -> greatestAlong(b, x, axis);
        };
    }

    private static Value greatestAlong(GraphBuilder b, Value x, int axis) {
        List<Integer> kept = new ArrayList<>(ints(0, 1, 2, 3));
        kept.remove(Integer.valueOf(axis));
        Value greatest = b.reduce(ReduceFunction.MAX, x, Collections.singletonList(axis));
        return b.broadcast(greatest, SHAPE, kept);
    }
}
