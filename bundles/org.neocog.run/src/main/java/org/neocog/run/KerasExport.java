package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Unary;
import org.neocog.graph.Graph;
import org.neocog.graph.MatrixOp.Matmul;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp.BatchNormalizationInference;
import org.neocog.graph.ShapeOp.Broadcast;
import org.neocog.graph.ShapeOp.Reshape;
import org.neocog.graph.SourceOp.Read;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** A network's values as Keras names and orders them: what each is for, the ops that read it tell. */
final class KerasExport {
    private static final List<String> NORMALIZATION = List.of("", "gamma", "beta", "moving_mean", "moving_variance");

    private final Map<String, ParameterValues> from;
    private final Map<String, ParameterValues> to = new LinkedHashMap<>();
    private final Set<String> open;

    private KerasExport(Map<String, ParameterValues> values) {
        from = values;
        open = new TreeSet<>(values.keySet());
    }

    /** @throws ConfigException if a value is for nothing that Keras has; names all of those */
    static Map<String, ParameterValues> of(TrainedNetwork network) {
        KerasExport export = new KerasExport(network.values());
        Graph graph = network.graphs().apply(1);
        Set<String> read = new TreeSet<>();
        for (Node node : graph.nodes()) {
            export.add(node);
            String name = name(node.op() instanceof Read ? node.output() : null);
            if (name != null) {
                read.add(name);
            }
        }
        export.open.retainAll(read); // those of layers that only training has stay out
        if (!export.open.isEmpty()) {
            throw new ConfigException(
                    Location.origin("export"),
                    "values must be filters, matrices, biases or of batch normalizations to be told in Keras' order, but"
                            + " these are not: " + String.join(", ", export.open) + ". Take --layout out.");
        }
        return export.to;
    }

    private void add(Node node) {
        if (node.op() instanceof Convolution op) {
            int groups = op.geometry().groups();
            int depthwise = groups > 1 && node.input(1).shape().dim(1) == 1 ? groups : 0;
            turn(node.input(1), depthwise > 0 ? "depthwise_kernel" : "kernel", depthwise, null);
        } else if (node.op() instanceof Matmul op && op.transposeB() && !op.transposeA()) {
            turn(node.input(1), "kernel", 0, flattened(node.input(0)));
        } else if (node.op() instanceof BatchNormalizationInference) {
            for (int i = 1; i < NORMALIZATION.size(); i++) {
                put(name(node.input(i)), NORMALIZATION.get(i), null);
            }
        } else if (node.op() instanceof Binary) {
            node.inputs().forEach(this::bias);
        }
    }

    /** The bias of a layer: a variable that is repeated and added to what a filter or matrix gives. */
    private void bias(Value operand) {
        String name =
                operand.node().op() instanceof Broadcast ? name(operand.node().input(0)) : null;
        if (name != null && name.endsWith(".bias")) {
            put(name, "bias", null);
        }
    }

    /** The image before a matrix, {@code [C, H, W]}, if it is flattened there. */
    private static @Nullable Shape flattened(Value value) {
        Value at = value;
        while (at.node().op() instanceof Unary) {
            at = at.node().input(0);
        }
        boolean flattens =
                at.node().op() instanceof Reshape && at.node().input(0).shape().rank() == 4;
        return flattens ? at.node().input(0).shape().range(1, 4) : null;
    }

    private static @Nullable String name(@Nullable Value value) {
        return value != null && value.node().op() instanceof Read read
                ? read.variable().name()
                : null;
    }

    private void turn(Value filter, String variable, int depthwise, @Nullable Shape flattened) {
        String name = name(filter);
        ParameterValues values = name == null ? null : from.get(name);
        if (values != null) {
            put(name, variable, KerasLayout.back(values, depthwise, flattened));
        }
    }

    /** @param turned the values in their new order; null for those that they have */
    private void put(@Nullable String name, String variable, @Nullable ParameterValues turned) {
        ParameterValues values = name == null ? null : from.get(name);
        if (name != null && values != null && open.remove(name)) {
            String layer = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            boolean part = layer.endsWith(".depthwise") || layer.endsWith(".pointwise");
            String path = part
                    ? layer.substring(0, layer.lastIndexOf('.')) + "/" + layer.substring(layer.lastIndexOf('.') + 1)
                            + "_" + variable.replace("depthwise_", "")
                    : layer + "/" + variable;
            to.put(path, turned == null ? values : turned);
        }
    }
}
