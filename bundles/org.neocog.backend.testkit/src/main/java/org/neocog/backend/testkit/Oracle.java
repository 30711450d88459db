package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Graph;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SoftmaxOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.tensor.TensorType;

/**
 * The second opinion on every op: its javadoc's formula as plain loops in float64, not rounded to the element type. Independent of all
 * backends, and slow.
 */
final class Oracle {
    private Oracle() {}

    /** Results of one op; floating ones as float64 has them. */
    static List<NdArray> compute(Op op, List<NdArray> x, List<TensorType> types) {
        if (op instanceof NormalizationOp normalization) {
            return NormalizationOracle.compute(normalization, x, types);
        }
        return List.of(one(op, x, types.get(0)));
    }

    private static NdArray one(Op op, List<NdArray> x, TensorType type) {
        if (op instanceof SourceOp.Constant constant) {
            NdArray y = NdArray.zeros(type);
            for (int i = 0; i < y.size(); i++) {
                y.set(i, constant.data().get(i));
            }
            return y;
        }
        if (op instanceof ElementwiseOp elementwise) {
            return ElementwiseOracle.compute(elementwise, x, type);
        }
        if (op instanceof ShapeOp shape) {
            return ShapeOracle.compute(shape, x, type);
        }
        if (op instanceof ConvolutionOp convolution) {
            return WindowOracle.convolution(convolution, x.get(0), x.get(1), type);
        }
        if (op instanceof PoolingOp pooling) {
            return WindowOracle.pooling(pooling, x, type);
        }
        return sums(op, x, type);
    }

    private static NdArray sums(Op op, List<NdArray> x, TensorType type) {
        NdArray first = x.get(0);
        if (op instanceof ReductionOp.Reduce reduce) {
            return SumOracle.reduce(reduce, first, type);
        }
        if (op instanceof ReductionOp.ArgMax argMax) {
            return SumOracle.argMax(argMax.axis(), first, type);
        }
        if (op instanceof MatrixOp.Matmul matmul) {
            return SumOracle.matmul(matmul, first, x.get(1), type);
        }
        if (op instanceof SoftmaxOp.Softmax softmax) {
            return SumOracle.softmax(softmax.axis(), false, first);
        }
        if (op instanceof SoftmaxOp.LogSoftmax softmax) {
            return SumOracle.softmax(softmax.axis(), true, first);
        }
        if (op instanceof SoftmaxOp.SoftmaxCrossEntropy) {
            return SumOracle.crossEntropy(first, x.get(1), type);
        }
        if (op instanceof SoftmaxOp.SoftmaxCrossEntropyGradient) {
            return SumOracle.crossEntropyGradient(first, x.get(1), x.get(2));
        }
        if (op instanceof RandomOp.RandomUniform random) {
            return SumOracle.random(random, first, type);
        }
        throw new IllegalArgumentException("oracle: every op must have a formula here, but op=" + op.name()
                + ". Write one from the op's javadoc.");
    }

    /** What one step of a graph gives. */
    record Result(Map<String, NdArray> outputs, Map<String, NdArray> updates) {}

    /** How {@link #run} computes one node; {@link #EXACT} is the definition. */
    @FunctionalInterface
    interface Rule {
        List<NdArray> compute(Node node, List<NdArray> operands);
    }

    /** Without rounding between ops. */
    static final Rule EXACT = (node, operands) -> compute(node.op(), operands, types(node));

    /** Rounded to the element type after every op, as the reference does. */
    static final Rule ROUNDED = (node, operands) ->
            EXACT.compute(node, operands).stream().map(NdArray::rounded).toList();

    static List<TensorType> types(Node node) {
        return node.outputs().stream().map(Value::type).toList();
    }

    /** One step of a graph by the formulas; custom ops by their decomposition. */
    static Result run(Graph written, Map<String, NdArray> feed, Map<String, NdArray> variables, Rule rule) {
        Graph graph = Transformations.expand(written, node -> false);
        Map<Value, NdArray> known = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<NdArray> results;
            if (node.op() instanceof SourceOp.Input input) {
                results = List.of(get(feed, input.input()));
            } else if (node.op() instanceof SourceOp.Read read) {
                results = List.of(get(variables, read.variable().name()));
            } else {
                List<NdArray> operands = new ArrayList<>();
                node.inputs().forEach(value -> operands.add(get(known, value)));
                results = rule.compute(node, operands);
            }
            for (int i = 0; i < results.size(); i++) {
                known.put(node.output(i), results.get(i));
            }
        }
        Map<String, NdArray> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> outputs.put(name, get(known, value)));
        Map<String, NdArray> updates = new LinkedHashMap<>();
        graph.updates().forEach((variable, value) -> updates.put(variable.name(), get(known, value)));
        return new Result(outputs, updates);
    }

    private static <K> NdArray get(Map<K, NdArray> from, K key) {
        NdArray found = from.get(key);
        if (found == null) {
            throw new IllegalArgumentException("oracle: there must be a value for each name, but missing=" + key
                    + ", there=" + from.keySet() + ". Feed it.");
        }
        return found;
    }
}
