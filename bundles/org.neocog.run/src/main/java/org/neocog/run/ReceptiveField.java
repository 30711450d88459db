package org.neocog.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;

/**
 * The part of the input that one element of a value sees, along the first spatial axis.
 *
 * @param size pixels, padding included
 * @param jump pixels between the fields of neighbouring elements
 */
record ReceptiveField(long size, long jump) {
    private static final ReceptiveField PIXEL = new ReceptiveField(1, 1);

    /** The fields of all values that depend on a graph's inputs. */
    static Map<Value, ReceptiveField> of(Graph graph) {
        Map<Value, ReceptiveField> fields = new HashMap<>();
        for (Node node : graph.nodes()) {
            ReceptiveField field =
                    node.op() instanceof SourceOp.Input ? PIXEL : of(node, widest(node.inputs(), fields), fields);
            if (field != null) {
                node.outputs().forEach(output -> fields.put(output, field));
            }
        }
        return fields;
    }

    private static @Nullable ReceptiveField of(
            Node node, @Nullable ReceptiveField in, Map<Value, ReceptiveField> fields) {
        if (in == null) {
            return null;
        }
        if (node.op() instanceof Convolution convolution) {
            long kernel = node.input(1).shape().dim(2);
            return in.windowed(
                    (kernel - 1) * convolution.geometry().dilations().get(0) + 1,
                    convolution.geometry().strides().get(0));
        }
        if (node.op() instanceof PoolingOp pooling) {
            return in.windowed(
                    pooling.window().size().get(0), pooling.window().strides().get(0));
        }
        return in.gathered(node, fields);
    }

    private ReceptiveField windowed(long window, long stride) {
        return new ReceptiveField(size + (window - 1) * jump, jump * stride);
    }

    /** Where the spatial axes end, every element sees all of them. */
    private ReceptiveField gathered(Node node, Map<Value, ReceptiveField> fields) {
        ReceptiveField widest = this;
        for (Value input : node.inputs()) {
            ReceptiveField field = fields.get(input);
            if (field != null
                    && input.shape().rank() > 2
                    && node.output(0).shape().rank() <= 2) {
                long whole = field.size() + (input.shape().dim(2) - 1) * field.jump();
                widest = new ReceptiveField(Math.max(widest.size(), whole), field.jump());
            }
        }
        return widest;
    }

    private static @Nullable ReceptiveField widest(List<Value> inputs, Map<Value, ReceptiveField> fields) {
        ReceptiveField widest = null;
        for (Value input : inputs) {
            ReceptiveField field = fields.get(input);
            if (field != null && (widest == null || field.size() > widest.size())) {
                widest = field;
            }
        }
        return widest;
    }
}
