package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.ConvolutionOp.ConvolutionInputGradient;
import org.neocog.graph.MatrixOp.Matmul;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp.BatchNormalizationInference;
import org.neocog.graph.SourceOp.Constant;
import org.neocog.graph.SourceOp.Read;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/**
 * Writes matrix products and convolutions, with the bias and the batch normalization that they take in.
 */
final class ProductWriter {
    private final GraphSketch sketch;
    private final TrainedNetwork network;
    private final Function<Value, String> whole;

    /** @param whole gives the name of a value, written in its whole shape */
    ProductWriter(GraphSketch sketch, TrainedNetwork network, Function<Value, String> whole) {
        this.sketch = sketch;
        this.network = network;
        this.whole = whole;
    }

    /** The values of a variable. */
    ParameterValues values(String name) {
        return Objects.requireNonNull(network.values().get(name), name);
    }

    /** A product and what it takes in, of which {@code end} is the last. */
    String linear(Absorption.Linear linear, Node end) {
        Node node = linear.node();
        String output = sketch.fresh("linear");
        String x = whole.apply(node.input(0));
        if (node.op() instanceof Matmul matmul) {
            List<String> in = new ArrayList<>(List.of(x, whole.apply(node.input(1))));
            if (linear.bias() != null) {
                in.add(whole.apply(linear.bias()));
            }
            return sketch.node(
                    "Gemm",
                    output,
                    in,
                    Map.of("transA", matmul.transposeA() ? 1 : 0, "transB", matmul.transposeB() ? 1 : 0));
        }
        Value filter = node.input(1);
        Map<String, Object> attributes = geometry(((Convolution) node.op()).geometry(), filter.shape());
        if (linear.normalization() != null) {
            return folded(linear, end, output, x, attributes);
        }
        List<String> in = new ArrayList<>(List.of(x, whole.apply(filter)));
        if (linear.bias() != null) {
            in.add(whole.apply(linear.bias()));
        }
        return sketch.node("Conv", output, in, attributes);
    }

    /** {@code weight scale / sqrt(variance + epsilon)} and {@code (bias - mean) scale / sqrt(variance + epsilon) + offset}. */
    private String folded(
            Absorption.Linear linear, Node normalization, String output, String x, Map<String, Object> attributes) {
        double epsilon = ((BatchNormalizationInference) normalization.op()).epsilon();
        ParameterValues weight =
                values(((Read) linear.node().input(1).node().op()).variable().name());
        int channels = weight.shape().intDim(0);
        double[] scale = fixed(normalization.input(1), channels);
        double[] offset = fixed(normalization.input(2), channels);
        double[] mean = fixed(normalization.input(3), channels);
        double[] variance = fixed(normalization.input(4), channels);
        double[] bias = fixed(linear.bias(), channels);
        float[] weights = weight.values().clone();
        float[] biases = new float[channels];
        int perChannel = weights.length / channels;
        for (int o = 0; o < channels; o++) {
            double factor = scale[o] / Math.sqrt(variance[o] + epsilon);
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weights[i] = (float) (weights[i] * factor);
            }
            biases[o] = (float) ((bias[o] - mean[o]) * factor + offset[o]);
        }
        String name = ((Read) linear.node().input(1).node().op()).variable().name();
        String w = sketch.floats(name + ".folded", weight.shape(), weights);
        String b = sketch.floats(name + ".folded_bias", Shape.of(channels), biases);
        return sketch.node("Conv", output, List.of(x, w, b), attributes);
    }

    private double[] fixed(@Nullable Value value, int channels) {
        double[] numbers = new double[channels];
        if (value != null && value.node().op() instanceof Constant constant) {
            return constant.data().toArray();
        }
        if (value != null) {
            float[] known = values(((Read) value.node().op()).variable().name()).values();
            for (int i = 0; i < channels; i++) {
                numbers[i] = known[i];
            }
        }
        return numbers;
    }

    String matmul(Matmul matmul, Node node, List<String> in) {
        int rank = node.output().shape().rank();
        List<Integer> swapped = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            swapped.add(i < rank - 2 ? i : i == rank - 2 ? rank - 1 : rank - 2);
        }
        String a =
                matmul.transposeA() ? sketch.node("Transpose", in.subList(0, 1), Map.of("perm", swapped)) : in.get(0);
        String b =
                matmul.transposeB() ? sketch.node("Transpose", in.subList(1, 2), Map.of("perm", swapped)) : in.get(1);
        return sketch.node("MatMul", List.of(a, b), Map.of());
    }

    /** What the strides leave over at the end of the convolution's input is output padding here. */
    String transposed(ConvolutionInputGradient op, Node node, List<String> in) {
        ConvolutionGeometry geometry = op.geometry();
        Shape filter = node.input(1).shape();
        Map<String, Object> attributes = geometry(geometry, filter);
        List<Long> over = new ArrayList<>();
        for (int i = 0; i < geometry.spatialRank(); i++) {
            long reached =
                    (node.input(0).shape().dim(i + 2) - 1) * geometry.strides().get(i)
                            + (filter.dim(i + 2) - 1) * geometry.dilations().get(i)
                            + 1;
            over.add(op.input().dim(i + 2)
                    + geometry.padLow().get(i)
                    + geometry.padHigh().get(i)
                    - reached);
        }
        attributes.put("output_padding", over);
        return sketch.node("ConvTranspose", in, attributes);
    }

    private static Map<String, Object> geometry(ConvolutionGeometry geometry, Shape filter) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        List<Long> kernel = NodeWriter.numbers(filter.range(2, filter.rank()));
        attributes.put("kernel_shape", kernel);
        attributes.put("strides", geometry.strides());
        attributes.put("dilations", geometry.dilations());
        List<Integer> pads = new ArrayList<>(geometry.padLow());
        pads.addAll(geometry.padHigh());
        attributes.put("pads", pads);
        attributes.put("group", geometry.groups());
        return attributes;
    }
}
