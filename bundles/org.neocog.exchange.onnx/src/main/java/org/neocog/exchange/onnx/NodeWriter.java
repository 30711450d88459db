package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.graph.ConstantData;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.ConvolutionOp.ConvolutionInputGradient;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Compare;
import org.neocog.graph.ElementwiseOp.Select;
import org.neocog.graph.ElementwiseOp.Unary;
import org.neocog.graph.Graph;
import org.neocog.graph.MatrixOp.Matmul;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp.BatchNormalizationInference;
import org.neocog.graph.NormalizationOp.LocalResponseNormalization;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp.AveragePool;
import org.neocog.graph.PoolingOp.LpPool;
import org.neocog.graph.PoolingOp.MaxPool;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.ReductionOp.Reduce;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.ShapeOp.Broadcast;
import org.neocog.graph.ShapeOp.Concatenate;
import org.neocog.graph.ShapeOp.Gather;
import org.neocog.graph.ShapeOp.Pad;
import org.neocog.graph.ShapeOp.Reshape;
import org.neocog.graph.ShapeOp.ScatterAdd;
import org.neocog.graph.ShapeOp.Slice;
import org.neocog.graph.ShapeOp.Transpose;
import org.neocog.graph.SoftmaxOp.LogSoftmax;
import org.neocog.graph.SoftmaxOp.Softmax;
import org.neocog.graph.SourceOp.Constant;
import org.neocog.graph.SourceOp.Input;
import org.neocog.graph.SourceOp.Read;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/**
 * Writes op after op as ONNX nodes. A value that is one number, or one per channel, repeated to a shape is written unrepeated, since ONNX's
 * elementwise operators repeat for themselves; it is repeated where another operator reads it.
 */
final class NodeWriter {
    private static final String BATCH = "batch_size";

    private final TrainedNetwork network;
    private final Absorption absorption;
    private final GraphSketch sketch;
    private final boolean anyBatch;
    private final ProductWriter products;
    private final FunctionWriter functions;
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Value, Shape> repeats = new HashMap<>();
    private final Set<Value> unrepeated = new HashSet<>();
    private final Map<String, String> variables = new HashMap<>();
    private boolean batchKnown;

    NodeWriter(TrainedNetwork network, Absorption absorption, GraphSketch sketch, boolean anyBatch) {
        this.network = network;
        this.absorption = absorption;
        this.sketch = sketch;
        this.anyBatch = anyBatch;
        this.products = new ProductWriter(sketch, network, this::whole);
        this.functions = new FunctionWriter(sketch);
    }

    /** Whether ONNX has a counterpart. */
    static boolean knows(Op op) {
        return op instanceof Input
                || op instanceof Read
                || op instanceof Constant
                || op instanceof Unary
                || op instanceof Binary
                || op instanceof Compare
                || op instanceof Select
                || op instanceof Cast
                || op instanceof Reduce
                || op instanceof Reshape
                || op instanceof Transpose
                || op instanceof Slice
                || op instanceof Pad pad && pad.interior().stream().allMatch(i -> i == 0)
                || op instanceof Concatenate
                || op instanceof Gather
                || op instanceof ScatterAdd
                || op instanceof Broadcast
                || op instanceof Matmul
                || op instanceof Convolution
                || op instanceof ConvolutionInputGradient
                || op instanceof MaxPool
                || op instanceof AveragePool
                || op instanceof LpPool
                || op instanceof BatchNormalizationInference
                || op instanceof LocalResponseNormalization
                || op instanceof Softmax
                || op instanceof LogSoftmax;
    }

    /** @param other the same node in the graph of another batch */
    void write(Node node, Node other) {
        if (absorption.isAbsorbed(node) || node.op() instanceof Read) {
            return; // variables are written where they are used
        }
        Absorption.Linear linear = absorption.linear(node);
        if (linear != null) {
            names.put(node.output(), products.linear(linear, node));
            return;
        }
        Op op = node.op();
        if (op instanceof Input input) {
            sketch.input(input.input(), input.type().shape(), anyBatch);
            names.put(node.output(), input.input());
        } else if (op instanceof Constant constant) {
            constant(node.output(), constant.data(), other.output().shape());
        } else if (op instanceof Broadcast broadcast) {
            broadcast(node, broadcast);
        } else if (op instanceof Unary || op instanceof Binary || op instanceof Compare || op instanceof Select) {
            elementwise(node);
        } else {
            names.put(node.output(), whole(node, other));
        }
        repeats.put(node.output(), other.output().shape());
    }

    private void constant(Value value, ConstantData data, Shape other) {
        if (data.isSplat() && value.element().isFloating()) {
            names.put(value, sketch.scalar(data.get(0)));
            unrepeated.add(value);
            return;
        }
        if (!value.shape().equals(other)) {
            throw OnnxWriter.refusal("a constant must be the same for each batch, but is " + value.type()
                    + ". Export with --batch, or change the layer that it comes from.");
        }
        double[] values = data.toArray();
        if (!value.element().isFloating()) {
            names.put(value, sketch.indices(value.shape(), values));
            return;
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        names.put(value, sketch.floats(sketch.fresh("constant"), value.shape(), floats));
    }

    private String variable(String name) {
        return variables.computeIfAbsent(name, n -> {
            ParameterValues values = products.values(n);
            return sketch.floats(n, values.shape(), values.values());
        });
    }

    private String named(Value value) {
        return value.node().op() instanceof Read read
                ? variable(read.variable().name())
                : Objects.requireNonNull(names.get(value), value::label);
    }

    /** The operand as another operator than an elementwise one needs it. */
    private String whole(Value value) {
        String name = named(value);
        if (!unrepeated.contains(value)) {
            return name;
        }
        String shape = shape(value.shape(), Objects.requireNonNull(repeats.get(value)));
        return sketch.node("Expand", List.of(name, shape), Map.of());
    }

    private List<String> wholes(Node node) {
        return node.inputs().stream().map(this::whole).toList();
    }

    /** The dimensions of a value as a value: those that are the batch are taken from the images. */
    private String shape(Shape shape, Shape other) {
        List<String> parts = new ArrayList<>();
        boolean fixed = true;
        for (int i = 0; i < shape.rank(); i++) {
            boolean batch = shape.dim(i) != other.dim(i);
            fixed &= !batch;
            parts.add(batch ? batch() : sketch.integers(List.of(shape.dim(i))));
        }
        return fixed ? sketch.integers(numbers(shape)) : sketch.node("Concat", parts, Map.of("axis", 0));
    }

    private String batch() {
        if (!batchKnown) {
            batchKnown = true;
            String all = sketch.node("Shape", List.of(TrainedNetwork.IMAGES), Map.of());
            sketch.node(
                    "Slice", BATCH, List.of(all, sketch.integers(List.of(0L)), sketch.integers(List.of(1L))), Map.of());
        }
        return BATCH;
    }

    static List<Long> numbers(Shape shape) {
        return java.util.Arrays.stream(shape.dims()).boxed().toList();
    }

    /** ONNX aligns shapes at their ends: axes of size 1 put each dimension into its place. */
    private void broadcast(Node node, Broadcast broadcast) {
        Value from = node.input(0);
        unrepeated.add(node.output());
        if (from.shape().rank() == 0 || unrepeated.contains(from) && isScalar(from)) {
            names.put(node.output(), named(from));
            return;
        }
        Shape aligned = Shape.of(Collections.nCopies(broadcast.shape().rank(), 1L).stream()
                .mapToLong(l -> l)
                .toArray());
        for (int i = 0; i < broadcast.axes().size(); i++) {
            aligned = aligned.with(broadcast.axes().get(i), from.shape().dim(i));
        }
        List<Long> missing = new ArrayList<>();
        for (int axis = 0; axis < broadcast.shape().rank(); axis++) {
            if (!broadcast.axes().contains(axis)) {
                missing.add((long) axis);
            }
        }
        String whole = whole(from);
        names.put(
                node.output(),
                missing.isEmpty()
                        ? whole
                        : sketch.node("Unsqueeze", List.of(whole, sketch.integers(missing)), Map.of()));
    }

    private static boolean isScalar(Value value) {
        return value.node().op() instanceof Constant constant && constant.data().isSplat();
    }

    private void elementwise(Node node) {
        Value result = node.output();
        List<String> in = new ArrayList<>();
        for (Value value : node.inputs()) {
            in.add(named(value));
        }
        if (node.inputs().stream().allMatch(unrepeated::contains)) {
            unrepeated.add(result);
        }
        Op op = node.op();
        if (op instanceof Unary unary) {
            names.put(result, functions.unary(unary.function(), in));
        } else if (op instanceof Binary binary) {
            names.put(result, functions.binary(binary.function(), in));
        } else if (op instanceof Compare compare) {
            names.put(result, functions.compare(compare.comparison(), in));
        } else {
            // what compare gives stays a truth value
            names.put(result, sketch.node("Where", in, Map.of()));
        }
    }

    private String whole(Node node, Node other) {
        List<String> in = wholes(node);
        Op op = node.op();
        if (op instanceof Reshape reshape) {
            return sketch.node("Reshape", List.of(in.get(0), target(reshape, (Reshape) other.op())), Map.of());
        }
        if (op instanceof Convolution
                || op instanceof Matmul matmul && node.output().shape().rank() == 2) {
            return products.linear(new Absorption.Linear(node, null, null), node);
        }
        if (op instanceof Matmul matmul) {
            return products.matmul(matmul, node, in);
        }
        if (op instanceof ConvolutionInputGradient transposed) {
            return products.transposed(transposed, node, in);
        }
        if (op instanceof Reduce reduce) {
            return reduce(reduce, in);
        }
        if (op instanceof Slice slice) {
            return slice(slice, node, (Slice) other.op(), in.get(0));
        }
        if (op instanceof Pad pad) {
            List<Long> pads = new ArrayList<>(pad.low());
            pads.addAll(pad.high());
            return sketch.node(
                    "Pad",
                    List.of(in.get(0), sketch.integers(pads), sketch.scalar(pad.value())),
                    Map.of("mode", "constant"));
        }
        if (op instanceof Cast) {
            return sketch.node("Cast", in, Map.of("to", 1));
        }
        return simple(node, in);
    }

    private String simple(Node node, List<String> in) {
        Op op = node.op();
        if (op instanceof Transpose transpose) {
            return sketch.node("Transpose", in, Map.of("perm", transpose.permutation()));
        }
        if (op instanceof Concatenate concatenate) {
            return sketch.node("Concat", in, Map.of("axis", concatenate.axis()));
        }
        if (op instanceof Gather gather) {
            return sketch.node("Gather", in, Map.of("axis", gather.axis()));
        }
        if (op instanceof ScatterAdd scatter) {
            return scatterAdd(scatter, node, in.get(0));
        }
        if (op instanceof Softmax softmax) {
            return sketch.node("Softmax", in, Map.of("axis", softmax.axis()));
        }
        if (op instanceof LogSoftmax softmax) {
            return sketch.node("LogSoftmax", in, Map.of("axis", softmax.axis()));
        }
        if (op instanceof BatchNormalizationInference normalization) {
            return sketch.node("BatchNormalization", in, Map.of("epsilon", normalization.epsilon()));
        }
        if (op instanceof LocalResponseNormalization lrn) {
            return sketch.node(
                    "LRN", in, Map.of("size", lrn.size(), "alpha", lrn.alpha(), "beta", lrn.beta(), "bias", lrn.k()));
        }
        if (op instanceof MaxPool pool) {
            return sketch.node("MaxPool", in, window(pool.window(), node));
        }
        if (op instanceof AveragePool pool) {
            Map<String, Object> attributes = window(pool.window(), node);
            attributes.put("count_include_pad", pool.countPadding() ? 1 : 0);
            return sketch.node("AveragePool", in, attributes);
        }
        LpPool pool = (LpPool) op;
        Map<String, Object> attributes = window(pool.window(), node);
        if (pool.p() != Math.rint(pool.p())) {
            throw OnnxWriter.refusal(
                    "lp_pool: p must be a whole number in ONNX, but is " + pool.p() + ". Change the layer.");
        }
        attributes.put("p", (long) pool.p());
        return sketch.node("LpPool", in, attributes);
    }

    /** A dimension that depends on the batch is what the others leave. */
    private String target(Reshape reshape, Reshape other) {
        List<Long> dims = new ArrayList<>();
        int open = 0;
        for (int i = 0; i < reshape.shape().rank(); i++) {
            boolean batch = reshape.shape().dim(i) != other.shape().dim(i);
            open += batch ? 1 : 0;
            dims.add(batch ? -1 : reshape.shape().dim(i));
        }
        return open <= 1 ? sketch.integers(dims) : shape(reshape.shape(), other.shape());
    }

    /** Padding at the end that no window reaches is left out: ONNX wants less than a window of it. */
    private static Map<String, Object> window(PoolingWindow window, Node node) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", window.size());
        attributes.put("strides", window.strides());
        List<Long> pads = new ArrayList<>();
        window.padLow().forEach(low -> pads.add((long) low));
        Shape in = node.input(0).shape();
        Shape out = node.output().shape();
        for (int i = 0; i < window.spatialRank(); i++) {
            long reached = (out.dim(i + 2) - 1) * window.strides().get(i)
                    + window.size().get(i);
            pads.add(Math.max(0, reached - window.padLow().get(i) - in.dim(i + 2)));
        }
        attributes.put("pads", pads);
        return attributes;
    }

    /** ONNX wants an index for each element, and something to add to. */
    private String scatterAdd(ScatterAdd scatter, Node node, String updates) {
        Shape from = node.input(0).shape();
        boolean known = node.input(1).node().op() instanceof Constant
                && node.input(1).shape().rank() == 1;
        boolean always = repeatsAlike(node.input(0));
        if (!known || !always) {
            throw OnnxWriter.refusal("scatter_add: the indices must be a constant list, and not of images, but are "
                    + node.input(1).type() + ". Change the layer that it comes from.");
        }
        double[] list = ((Constant) node.input(1).node().op()).data().toArray();
        double[] indices = new double[from.intSize()];
        long inner = from.range(scatter.axis() + 1, from.rank()).size();
        for (int i = 0; i < indices.length; i++) {
            indices[i] = list[Math.toIntExact(i / inner % list.length)];
            if (indices[i] < 0 || indices[i] >= scatter.size()) {
                throw OnnxWriter.refusal("scatter_add: indices must be below " + scatter.size() + ", but index="
                        + (long) indices[i] + ". Change the layer that it comes from.");
            }
        }
        Shape to = node.output().shape();
        return sketch.node(
                "ScatterElements",
                List.of(
                        sketch.floats(sketch.fresh("zeros"), to, new float[to.intSize()]),
                        sketch.indices(from, indices),
                        updates),
                Map.of("axis", scatter.axis(), "reduction", "add"));
    }

    /** Whether a value has the same shape for each batch. */
    private boolean repeatsAlike(Value value) {
        return !anyBatch || value.shape().equals(repeats.getOrDefault(value, value.shape()));
    }

    private String reduce(Reduce reduce, List<String> in) {
        if (reduce.function() == ReduceFunction.SUM) {
            List<Long> axes = reduce.axes().stream().map(Integer::longValue).toList();
            return sketch.node(
                    "ReduceSum",
                    List.of(in.get(0), sketch.integers(axes)),
                    Map.of("keepdims", 0, "noop_with_empty_axes", 1));
        }
        String operator = reduce.function() == ReduceFunction.MAX ? "ReduceMax" : "ReduceMin";
        return sketch.node(operator, in, Map.of("axes", reduce.axes(), "keepdims", 0));
    }

    /** Axes that are taken whole, the batch among them, are not named. */
    private String slice(Slice slice, Node node, Slice other, String x) {
        List<Long> starts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        List<Long> axes = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < slice.starts().size(); i++) {
            boolean all = slice.starts().get(i) == 0
                    && slice.limits().get(i) == node.input(0).shape().dim(i)
                    && slice.strides().get(i) == 1;
            if (all) {
                continue;
            }
            if (!slice.limits().get(i).equals(other.limits().get(i))) {
                throw OnnxWriter.refusal("slice: the images of a batch must not be cut out, but axis=" + i
                        + " is. Export with --batch, or change the layer.");
            }
            axes.add((long) i);
            starts.add(slice.starts().get(i));
            ends.add(slice.limits().get(i));
            steps.add(slice.strides().get(i));
        }
        if (axes.isEmpty()) {
            return x;
        }
        return sketch.node(
                "Slice",
                List.of(
                        x,
                        sketch.integers(starts),
                        sketch.integers(ends),
                        sketch.integers(axes),
                        sketch.integers(steps)),
                Map.of());
    }

    /** Declares the output and gives the graph. */
    GraphProto finish(Graph graph) {
        Value logits = Objects.requireNonNull(graph.outputs().get(TrainedNetwork.LOGITS));
        sketch.node("Identity", TrainedNetwork.LOGITS, List.of(whole(logits)), Map.of());
        sketch.output(TrainedNetwork.LOGITS, logits.shape(), anyBatch);
        return sketch.build();
    }
}
