package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SoftmaxOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** The same work with 1, 2 and 3 threads, large enough to be shared out. */
final class ThreadCases {
    private static final int STEPS = 16;

    private ThreadCases() {}

    static void addTo(CaseList list, ElementType element) {
        Operand x = Operand.uniform(element, 7, 5, 11, 9);
        Operand channels = Operand.uniform(element, 5);
        PoolingWindow window = PoolingWindow.of(List.of(3, 3), List.of(2, 2));
        add(list, new ElementwiseOp.Unary(UnaryFunction.TANH), x);
        add(list, new ReductionOp.Reduce(ReduceFunction.SUM, List.of(0, 1, 2, 3)), x);
        add(list, new ReductionOp.Reduce(ReduceFunction.SUM, List.of(0, 2, 3)), x);
        add(list, new ReductionOp.Reduce(ReduceFunction.MAX, List.of(1, 2)), x);
        add(list, new ShapeOp.Transpose(List.of(3, 1, 0, 2)), x);
        add(list, new ShapeOp.ScatterAdd(0, 3), x, Operand.whole(0, 2, ElementType.INT32, 7));
        add(list, new MatrixOp.Matmul(false, true), Operand.uniform(element, 31, 67), Operand.uniform(element, 17, 67));
        add(list, new PoolingOp.MaxPool(window), x);
        add(list, new PoolingOp.MaxPoolGradient(window), x, Operand.uniform(element, 7, 5, 5, 4));
        add(
                list,
                new PoolingOp.AveragePoolGradient(window, false, x.type().shape()),
                Operand.uniform(element, 7, 5, 5, 4));
        add(list, new NormalizationOp.BatchNormalizationTraining(1e-3), x, channels, channels);
        add(list, new NormalizationOp.LocalResponseNormalization(3, 0.1, 0.75, 1), x);
        add(list, new SoftmaxOp.Softmax(1), Operand.uniform(element, 64, 31));
        convolution(list, element, x);
        TensorType type = TensorType.of(element, 4, 17);
        list.add("threads", "executables of several threads at once", bench -> together(bench, type));
    }

    /** Several threads compile and run executables of their own at once, as {@link org.neocog.backend.Backend} allows. */
    private static void together(Bench bench, TensorType type) {
        GraphBuilder builder = new GraphBuilder("graph");
        Variable sum = new Variable("sum", type, Variable.Role.STATISTIC);
        Value next = builder.add(builder.read(sum), builder.input("x", type));
        builder.update(sum, next);
        builder.output("y", next);
        Graph graph = builder.build();
        Program program = new Program(List.of(sum), List.of(graph));
        bench.compile(program, 1).close();
        List<CompletableFuture<NdArray>> results = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            Feed feed = bench.feed(Map.of("x", NdArray.of(type, i, 2 * i)));
            CompileOptions options = new CompileOptions(bench.allocator(), 1 + i % 2);
            results.add(CompletableFuture.supplyAsync(() -> run(bench.backend(), program, options, feed)));
        }
        for (int i = 1; i <= 4; i++) {
            NdArray want = NdArray.of(type, STEPS * i, STEPS * 2 * i);
            Expectation.exact(want).check("y of thread " + i, results.get(i - 1).join());
        }
    }

    private static NdArray run(Backend backend, Program program, CompileOptions options, Feed feed) {
        try (Executable executable = backend.compile(program, options)) {
            for (int step = 1; step < STEPS; step++) {
                executable.run("graph", feed);
            }
            return NdArray.of(executable.run("graph", feed).output("y"));
        }
    }

    private static void convolution(CaseList list, ElementType element, Operand x) {
        var geometry = ConvolutionCases.geometry(2, 1, 1, 1, 1, 1);
        Operand w = Operand.uniform(element, 6, 5, 3, 3);
        Operand y = Operand.uniform(element, 7, 6, 11, 9);
        add(list, new ConvolutionOp.Convolution(geometry), x, w);
        add(list, new ConvolutionOp.ConvolutionInputGradient(geometry, x.type().shape()), y, w);
        add(list, new ConvolutionOp.ConvolutionFilterGradient(geometry, Shape.of(6, 5, 3, 3)), x, y);
    }

    private static void add(CaseList list, Op op, Operand... operands) {
        List<String> types = new ArrayList<>();
        for (Operand operand : operands) {
            types.add(operand.type().toString());
        }
        list.add("threads", op.name() + types, op.name(), bench -> run(bench, op, List.of(operands)));
    }

    private static void run(Bench bench, Op op, List<Operand> operands) {
        GraphBuilder builder = new GraphBuilder("graph");
        List<Value> inputs = new ArrayList<>();
        Map<String, NdArray> feed = new LinkedHashMap<>();
        List<NdArray> arrays = new ArrayList<>();
        for (Operand operand : operands) {
            TensorType type = operand.type();
            arrays.add(operand.make(bench.random()));
            feed.put("x" + inputs.size(), arrays.get(arrays.size() - 1));
            inputs.add(builder.input("x" + inputs.size(), type));
        }
        Node node = builder.add(op, inputs);
        node.outputs().forEach(output -> builder.output("y" + output.index(), output));
        Graph graph = builder.build();
        Map<String, NdArray> one = outputs(bench, graph, feed, 1);
        List<Expectation> expectations = Expectation.of(op, arrays, Oracle.types(node), bench.options());
        for (int threads = 2; threads <= 3; threads++) {
            Map<String, NdArray> more = outputs(bench, graph, feed, threads);
            for (int i = 0; i < expectations.size(); i++) {
                expectations.get(i).check("y" + i + " by " + threads + " threads", CaseList.of(more, "y" + i));
            }
            if (bench.options().threadCountChangesNothing()) {
                CaseList.requireSame("results by 1 and by " + threads + " threads", one, more);
            }
        }
    }

    private static Map<String, NdArray> outputs(Bench bench, Graph graph, Map<String, NdArray> feed, int threads) {
        Executable executable = bench.compile(new Program(List.of(), List.of(graph)), threads);
        return bench.run(executable, graph, feed);
    }
}
