package org.neocog.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Compare;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.ElementwiseOp.Select;
import org.neocog.graph.ElementwiseOp.Unary;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * Makes one graph, op by op; each call checks the op's constraints at once. Values of one builder can't be used in another.
 *
 * <p>Errors: every method that adds an op throws {@link GraphException} if a constraint of the op does not hold. Threading: one thread.
 */
public final class GraphBuilder {
    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final Map<Variable, Value> reads = new LinkedHashMap<>();
    private final Map<Variable, Value> updates = new LinkedHashMap<>();
    private String scope = "";
    private int customDepth;

    /** A builder of the graph with this name. */
    public GraphBuilder(String name) {
        this.name = name;
    }

    /** Attributes what {@code emit} adds to {@code scope}, for people and reports. Nests by replacing. */
    public void inScope(String newScope, Runnable emit) {
        String outer = scope;
        scope = newScope;
        try {
            emit.run();
        } finally {
            scope = outer;
        }
    }

    /** What added ops are attributed to now. */
    public String scope() {
        return scope;
    }

    /** Name of the graph. */
    String name() {
        return name;
    }

    /** Runs {@code emit} one level deeper in custom ops; {@code check} is told how deep that is. */
    <T> T nested(IntConsumer check, Supplier<T> emit) {
        check.accept(customDepth);
        customDepth++;
        try {
            return emit.get();
        } finally {
            customDepth--;
        }
    }

    /**
     * Adds any op.
     *
     * @throws GraphException [C0] if an operand is of another graph, or with the label of the op's constraint that does not hold
     */
    public Node add(Op op, List<Value> operands) {
        for (Value operand : operands) {
            requireOwn(op.name(), operand);
        }
        List<TensorType> types = op.infer(operands.stream().map(Value::type).toList());
        Node node = new Node(nodes.size(), op, scope, operands, types);
        nodes.add(node);
        return node;
    }

    /** C0 of everything: a value of another builder means nothing here. */
    void requireOwn(String where, Value value) {
        Node node = value.node();
        GraphException.require(
                node.id() < nodes.size() && nodes.get(node.id()) == node,
                where,
                "C0",
                "operands must be values of this graph",
                "graph",
                name,
                "operand",
                value);
    }

    private Value one(Op op, Value... operands) {
        return add(op, List.of(operands)).output();
    }

    // ---- ends of the graph

    /**
     * What is fed under {@code input}; asked for again, the same value.
     *
     * @throws GraphException [C2] if it was asked for with another type
     */
    public Value input(String input, TensorType type) {
        Value known = inputs.get(input);
        if (known == null) {
            known = one(new SourceOp.Input(input, type));
            inputs.put(input, known);
        }
        GraphException.require(
                known.type().equals(type),
                "input",
                "C2",
                "an input must have one type",
                "input",
                input,
                "first",
                known.type(),
                "now",
                type);
        return known;
    }

    /** The variable's value before the step; read again, the same value. */
    public Value read(Variable variable) {
        return reads.computeIfAbsent(variable, v -> one(new SourceOp.Read(v)));
    }

    /**
     * Gives {@code value} back from each step under {@code output}.
     *
     * @throws GraphException [C0] if the value is of another graph, [C1] if there is an output of that name
     */
    public void output(String output, Value value) {
        requireOwn("graph", value);
        GraphException.require(
                outputs.putIfAbsent(output, value) == null,
                "graph",
                "C1",
                "names of outputs must be unique",
                "twice",
                output);
    }

    /**
     * Replaces the variable after the step.
     *
     * @throws GraphException [C0] if the value is of another graph, [C2] if it is not of the variable's type, [C3] if the variable has an
     *     update already
     */
    public void update(Variable variable, Value next) {
        requireOwn("graph", next);
        GraphException.require(
                next.type().equals(variable.type()),
                "graph",
                "C2",
                "an update must have the variable's type",
                "variable",
                variable,
                "value",
                next);
        GraphException.require(
                updates.putIfAbsent(variable, next) == null,
                "graph",
                "C3",
                "a variable must be updated once",
                "twice",
                variable.name());
    }

    /** The finished graph. */
    public Graph build() {
        return new Graph(name, nodes, inputs, outputs, updates);
    }

    // ---- constants

    public Value constant(ConstantData data) {
        return one(new SourceOp.Constant(data));
    }

    /** A tensor whose elements all are {@code value}. */
    public Value splat(TensorType type, double value) {
        return constant(ConstantData.splat(type, value));
    }

    public Value zeros(TensorType type) {
        return splat(type, 0);
    }

    // ---- elementwise

    public Value unary(UnaryFunction function, Value x) {
        return one(new Unary(function), x);
    }

    public Value binary(BinaryFunction function, Value a, Value b) {
        return one(new Binary(function), a, b);
    }

    public Value negate(Value x) {
        return unary(UnaryFunction.NEGATE, x);
    }

    public Value add(Value a, Value b) {
        return binary(BinaryFunction.ADD, a, b);
    }

    public Value subtract(Value a, Value b) {
        return binary(BinaryFunction.SUBTRACT, a, b);
    }

    public Value multiply(Value a, Value b) {
        return binary(BinaryFunction.MULTIPLY, a, b);
    }

    public Value divide(Value a, Value b) {
        return binary(BinaryFunction.DIVIDE, a, b);
    }

    /** {@code x * factor}. */
    public Value scale(Value x, double factor) {
        return multiply(x, splat(x.type(), factor));
    }

    public Value compare(Comparison comparison, Value a, Value b) {
        return one(new Compare(comparison), a, b);
    }

    public Value select(Value mask, Value a, Value b) {
        return one(new Select(), mask, a, b);
    }

    /** Converts the element type; the value itself if it has that type. */
    public Value cast(Value x, ElementType to) {
        return x.element() == to ? x : one(new Cast(to), x);
    }

    // ---- reductions

    public Value reduceSum(Value x, List<Integer> axes) {
        return one(new ReductionOp.Reduce(ReductionOp.ReduceFunction.SUM, axes), x);
    }

    public Value reduce(ReductionOp.ReduceFunction function, Value x, List<Integer> axes) {
        return one(new ReductionOp.Reduce(function, axes), x);
    }

    /** Sum of all elements over their number: a scalar. */
    public Value mean(Value x) {
        List<Integer> axes = IntStream.range(0, x.shape().rank()).boxed().toList();
        return scale(reduceSum(x, axes), 1.0 / x.shape().size());
    }

    /** The sum along one axis, repeated along it: the operand's shape. */
    public Value sumAlong(Value x, int axis) {
        List<Integer> kept = IntStream.range(0, x.shape().rank())
                .filter(i -> i != axis)
                .boxed()
                .toList();
        return broadcast(reduceSum(x, List.of(axis)), x.shape(), kept);
    }

    /** Sum over all dimensions but the channels (dimension 1): {@code [C]}. */
    public Value sumPerChannel(Value x) {
        return reduceSum(
                x,
                IntStream.range(0, x.shape().rank()).filter(i -> i != 1).boxed().toList());
    }

    public Value argMax(Value x, int axis) {
        return one(new ReductionOp.ArgMax(axis), x);
    }

    // ---- shapes

    /** The same elements in another shape; the value itself if it has that shape. */
    public Value reshape(Value x, Shape shape) {
        return x.shape().equals(shape) ? x : one(new ShapeOp.Reshape(shape), x);
    }

    public Value transpose(Value x, List<Integer> permutation) {
        return one(new ShapeOp.Transpose(permutation), x);
    }

    public Value slice(Value x, List<Long> starts, List<Long> limits, List<Long> strides) {
        return one(new ShapeOp.Slice(starts, limits, strides), x);
    }

    /** Elements {@code start} (inclusive) to {@code limit} (exclusive) along one axis. */
    public Value slice(Value x, int axis, long start, long limit) {
        int rank = x.shape().rank();
        List<Long> starts = new ArrayList<>(Collections.nCopies(rank, 0L));
        List<Long> limits = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            limits.add(x.shape().dim(i));
        }
        starts.set(axis, start);
        limits.set(axis, limit);
        return slice(x, starts, limits, Collections.nCopies(rank, 1L));
    }

    public Value pad(Value x, List<Long> low, List<Long> high, List<Long> interior, double value) {
        return one(new ShapeOp.Pad(low, high, interior, value), x);
    }

    public Value concatenate(List<Value> parts, int axis) {
        return add(new ShapeOp.Concatenate(axis), parts).output();
    }

    /** Repeats x to {@code shape}; axis i of x is axis {@code axes[i]} of the result. The value itself if nothing is to be done. */
    public Value broadcast(Value x, Shape shape, List<Integer> axes) {
        return x.shape().equals(shape) ? x : one(new ShapeOp.Broadcast(shape, axes), x);
    }

    /** Repeats a scalar to {@code shape}. */
    public Value broadcastScalar(Value scalar, Shape shape) {
        return broadcast(scalar, shape, List.of());
    }

    /** Repeats {@code [C]} to {@code [N, C, ..]}. */
    public Value perChannel(Value x, Shape shape) {
        return broadcast(x, shape, List.of(1));
    }

    public Value gather(Value x, Value indices, int axis) {
        return one(new ShapeOp.Gather(axis), x, indices);
    }

    public Value scatterAdd(Value updates, Value indices, int axis, long size) {
        return one(new ShapeOp.ScatterAdd(axis, size), updates, indices);
    }

    // ---- matrices and convolutions

    public Value matmul(Value a, Value b, boolean transposeA, boolean transposeB) {
        return one(new MatrixOp.Matmul(transposeA, transposeB), a, b);
    }

    public Value matmul(Value a, Value b) {
        return matmul(a, b, false, false);
    }

    public Value convolution(Value x, Value w, ConvolutionGeometry geometry) {
        return one(new ConvolutionOp.Convolution(geometry), x, w);
    }

    public Value convolutionInputGradient(Value dy, Value w, Shape input, ConvolutionGeometry geometry) {
        return one(new ConvolutionOp.ConvolutionInputGradient(geometry, input), dy, w);
    }

    public Value convolutionFilterGradient(Value x, Value dy, Shape filter, ConvolutionGeometry geometry) {
        return one(new ConvolutionOp.ConvolutionFilterGradient(geometry, filter), x, dy);
    }

    // ---- pooling

    public Value maxPool(Value x, PoolingWindow window) {
        return one(new PoolingOp.MaxPool(window), x);
    }

    public Value maxPoolGradient(Value x, Value dy, PoolingWindow window) {
        return one(new PoolingOp.MaxPoolGradient(window), x, dy);
    }

    public Value averagePool(Value x, PoolingWindow window, boolean countPadding) {
        return one(new PoolingOp.AveragePool(window, countPadding), x);
    }

    public Value averagePoolGradient(Value dy, Shape input, PoolingWindow window, boolean countPadding) {
        return one(new PoolingOp.AveragePoolGradient(window, countPadding, input), dy);
    }

    public Value lpPool(Value x, PoolingWindow window, double p) {
        return one(new PoolingOp.LpPool(window, p), x);
    }

    public Value lpPoolGradient(Value x, Value y, Value dy, PoolingWindow window, double p) {
        return one(new PoolingOp.LpPoolGradient(window, p), x, y, dy);
    }

    // ---- normalization

    /** Results: y, mean, variance. */
    public List<Value> batchNormalizationTraining(Value x, Value scale, Value offset, double epsilon) {
        return add(new NormalizationOp.BatchNormalizationTraining(epsilon), List.of(x, scale, offset))
                .outputs();
    }

    public Value batchNormalizationInference(
            Value x, Value scale, Value offset, Value mean, Value variance, double epsilon) {
        return one(new NormalizationOp.BatchNormalizationInference(epsilon), x, scale, offset, mean, variance);
    }

    /** Results: gradients of x, scale and offset. */
    public List<Value> batchNormalizationGradient(
            Value x, Value scale, Value mean, Value variance, Value dy, double epsilon) {
        return add(new NormalizationOp.BatchNormalizationGradient(epsilon), List.of(x, scale, mean, variance, dy))
                .outputs();
    }

    public Value localResponseNormalization(Value x, int size, double alpha, double beta, double k) {
        return one(new NormalizationOp.LocalResponseNormalization(size, alpha, beta, k), x);
    }

    public Value localResponseNormalizationGradient(Value x, Value dy, int size, double alpha, double beta, double k) {
        return one(new NormalizationOp.LocalResponseNormalizationGradient(size, alpha, beta, k), x, dy);
    }

    // ---- softmax and random

    public Value softmax(Value x, int axis) {
        return one(new SoftmaxOp.Softmax(axis), x);
    }

    public Value logSoftmax(Value x, int axis) {
        return one(new SoftmaxOp.LogSoftmax(axis), x);
    }

    public Value softmaxCrossEntropy(Value logits, Value labels) {
        return one(new SoftmaxOp.SoftmaxCrossEntropy(), logits, labels);
    }

    public Value softmaxCrossEntropyGradient(Value logits, Value labels, Value dy) {
        return one(new SoftmaxOp.SoftmaxCrossEntropyGradient(), logits, labels, dy);
    }

    /** Uniform numbers in [0, 1); {@code state} is int64 {@code [2]}: seed and step. */
    public Value randomUniform(Value state, ElementType element, Shape shape, int site) {
        return one(new RandomOp.RandomUniform(element, shape, site), state);
    }
}
