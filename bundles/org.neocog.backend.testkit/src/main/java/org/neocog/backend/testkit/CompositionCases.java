package org.neocog.backend.testkit;

import static org.neocog.backend.testkit.CaseList.ints;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.backend.Executable;
import org.neocog.graph.Autodiff;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.CustomOp;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Whole nets: their gradients, and some steps of their training. */
final class CompositionCases {
    private static final ConvolutionGeometry PADDED = ConvolutionCases.geometry(2, 1, 1, 1, 1, 1);
    private static final PoolingWindow HALVES = PoolingWindow.of(ints(2, 2), ints(2, 2));

    /** {@code x sigmoid(x)}, then times the second operand. */
    private static final CustomOp.Definition GATE = new CustomOp.Definition() {
        @Override
        public List<TensorType> infer(Map<String, Object> attributes, List<TensorType> operands) {
            return List.of(operands.get(0));
        }

        @Override
        public List<Value> decompose(GraphBuilder b, Map<String, Object> attributes, List<Value> x) {
            return List.of(b.multiply(b.multiply(x.get(0), b.unary(UnaryFunction.SIGMOID, x.get(0))), x.get(1)));
        }
    };

    private CompositionCases() {}

    static void addTo(CaseList list, ElementType type) {
        GradientCheck.add(
                list,
                "LeNet-like net with softmax cross-entropy",
                CompositionCases::leNet,
                Operand.uniform(type, 3, 1, 8, 8),
                Operand.uniform(type, 2, 1, 3, 3),
                Operand.uniform(type, 2),
                Operand.uniform(type, 3, 2, 3, 3),
                Operand.uniform(type, 12, 5),
                Operand.uniform(type, 5),
                Operand.whole(0, 4, ElementType.INT32, 3));
        GradientCheck.add(
                list,
                "residual block with batch normalization",
                CompositionCases::residual,
                Operand.uniform(type, 2, 3, 5, 5),
                Operand.uniform(type, 3, 3, 3, 3),
                Operand.positive(type, 3),
                Operand.uniform(type, 3),
                Operand.uniform(type, 3, 3, 1, 1));
        GradientCheck.add(
                list,
                "custom op by its decomposition",
                (b, in) -> gate(b, in.get(0), in.get(1)),
                Operand.uniform(type, 3, 5),
                Operand.uniform(type, 3, 5));
        GradientCheck.add(
                list,
                "custom op of one value twice",
                (b, in) -> gate(b, in.get(0), in.get(0)),
                Operand.uniform(type, 5));
        GradientCheck.add(
                list,
                "custom op of a value and what was computed from it",
                (b, in) -> gate(b, in.get(0), b.unary(UnaryFunction.TANH, in.get(0))),
                Operand.uniform(type, 5));
        list.add("compositions", "custom op, " + type, bench -> custom(bench, type));
        list.add("compositions", "three steps of training with momentum, " + type, bench -> train(bench, type));
        for (int i = 0; i < 40; i++) {
            list.add("compositions", "random graph " + i + ", " + type, bench -> RandomGraphs.check(bench, type));
        }
    }

    private static Value gate(GraphBuilder builder, Value x, Value y) {
        return builder.add(new CustomOp("testkit.gate", Map.of(), GATE), List.of(x, y))
                .output();
    }

    /** Convolution, bias, tanh, pooling; convolution, ReLU, pooling; dense, bias; loss per example. */
    private static Value leNet(GraphBuilder b, List<Value> in) {
        Value first = b.convolution(in.get(0), in.get(1), PADDED);
        Value biased = b.add(first, b.perChannel(in.get(2), first.shape()));
        Value pooled = b.averagePool(b.unary(UnaryFunction.TANH, biased), HALVES, false);
        Value second = b.unary(UnaryFunction.RELU, b.convolution(pooled, in.get(3), PADDED));
        Value flat = b.reshape(b.maxPool(second, HALVES), Shape.of(3, 12));
        Value dense = b.matmul(flat, in.get(4));
        Value logits = b.add(dense, b.broadcast(in.get(5), dense.shape(), ints(1)));
        return b.softmaxCrossEntropy(logits, in.get(6));
    }

    private static Value residual(GraphBuilder b, List<Value> in) {
        Value x = in.get(0);
        Value inner = b.convolution(x, in.get(1), PADDED);
        Value normal =
                b.batchNormalizationTraining(inner, in.get(2), in.get(3), 1e-3).get(0);
        Value sum = b.add(x, b.unary(UnaryFunction.RELU, normal));
        return b.reduceSum(b.convolution(sum, in.get(4), ConvolutionGeometry.unit(2)), ints(2, 3));
    }

    private static void custom(Bench bench, ElementType type) {
        GraphBuilder builder = new GraphBuilder("graph");
        Value x = builder.input("x", TensorType.of(type, 3, 5));
        builder.output("y", gate(builder, x, x));
        Graph graph = builder.build();
        Map<String, NdArray> feed = Map.of("x", Operand.uniform(type, 3, 5).make(bench.random()));
        NdArray want =
                CaseList.of(Oracle.run(graph, feed, Map.of(), Oracle.EXACT).outputs(), "y");
        Map<String, NdArray> got = bench.run(bench.compile(graph), graph, feed);
        Expectation.near(want, precision(type, bench)).check("y", CaseList.of(got, "y"));
    }

    static double precision(ElementType type, Bench bench) {
        return 4096 * Rounding.unit(type) * bench.options().toleranceFactor();
    }

    static void castGradient(Bench bench, ElementType type, ElementType through) {
        GraphBuilder b = new GraphBuilder("graph");
        Value x = b.input("x", TensorType.of(type, 13));
        Value r = b.input("r", TensorType.of(type, 13));
        Value loss = b.reduceSum(b.multiply(b.cast(b.cast(x, through), type), r), ints(0));
        b.output("g", Autodiff.gradients(b, loss, List.of(x)).get(0));
        Graph graph = b.build();
        NdArray weights = Operand.whole(-9, 9, type, 13).make(bench.random());
        Map<String, NdArray> feed = new LinkedHashMap<>();
        feed.put("x", Operand.uniform(type, 13).make(bench.random()));
        feed.put("r", weights);
        Map<String, NdArray> got = bench.run(bench.compile(graph), graph, feed);
        Expectation.near(weights, 0).check("g", CaseList.of(got, "g"));
    }

    /** One graph with forward, backward and update; the losses, the parameters and the velocities against the oracle. */
    private static void train(Bench bench, ElementType type) {
        List<Variable> parameters = new ArrayList<>();
        List<Variable> slots = new ArrayList<>();
        Map<String, NdArray> state = new LinkedHashMap<>();
        for (long[] dims : new long[][] {{2, 1, 3, 3}, {2}, {3, 2, 3, 3}, {12, 5}, {5}}) {
            TensorType shape = TensorType.of(type, dims);
            Variable parameter = new Variable("p" + parameters.size(), shape, Variable.Role.PARAMETER);
            Variable slot = new Variable(parameter.name() + "#momentum", shape, Variable.Role.SLOT);
            parameters.add(parameter);
            slots.add(slot);
            state.put(parameter.name(), Operand.uniform(type, dims).make(bench.random()));
            state.put(slot.name(), NdArray.zeros(shape));
        }
        Graph graph = trainGraph(type, parameters, slots);
        List<Variable> all = new ArrayList<>(parameters);
        all.addAll(slots);
        Executable executable = bench.compile(new Program(all, List.of(graph)), 2);
        executable.restore(bench.snapshot(state));
        Map<String, NdArray> expected = new LinkedHashMap<>(state);
        for (int step = 0; step < 3; step++) {
            Map<String, NdArray> feed = new LinkedHashMap<>();
            feed.put("x", Operand.uniform(type, 3, 1, 8, 8).make(bench.random()));
            feed.put("labels", Operand.whole(0, 4, ElementType.INT32, 3).make(bench.random()));
            Oracle.Result want = Oracle.run(graph, feed, expected, Oracle.EXACT);
            Map<String, NdArray> got = bench.run(executable, graph, feed);
            Expectation.near(CaseList.of(want.outputs(), "loss").rounded(), precision(type, bench))
                    .check("loss of step " + step, CaseList.of(got, "loss"));
            expected.putAll(want.updates());
        }
        Map<String, NdArray> now = Bench.state(executable);
        expected.forEach((name, want) ->
                Expectation.near(want.rounded(), precision(type, bench)).check(name, CaseList.of(now, name)));
    }

    private static Graph trainGraph(ElementType type, List<Variable> parameters, List<Variable> slots) {
        GraphBuilder b = new GraphBuilder("train");
        List<Value> operands = new ArrayList<>();
        operands.add(b.input("x", TensorType.of(type, 3, 1, 8, 8)));
        parameters.forEach(parameter -> operands.add(b.read(parameter)));
        operands.add(b.input("labels", TensorType.of(ElementType.INT32, 3)));
        Value loss = b.mean(leNet(b, operands));
        b.output("loss", loss);
        List<Value> gradients = Autodiff.gradients(b, loss, operands.subList(1, 6));
        for (int i = 0; i < parameters.size(); i++) {
            Value velocity = b.add(b.scale(b.read(slots.get(i)), 0.5), gradients.get(i));
            b.update(slots.get(i), velocity);
            b.update(parameters.get(i), b.subtract(operands.get(i + 1), b.scale(velocity, 0.125)));
        }
        return b.build();
    }
}
