package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.tensor.Shape;

/** An ONNX graph while it is written: nodes, initializers and fresh names. */
final class GraphSketch {
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<List<Long>, String> shapes = new LinkedHashMap<>();
    private final Map<Float, String> scalars = new LinkedHashMap<>();
    private int names;

    GraphSketch(String name) {
        graph.setName(name.isEmpty() ? "network" : name);
    }

    /** A name that nothing has. */
    String fresh(String prefix) {
        return prefix + "_" + names++;
    }

    /** Adds a node of one result, named {@code output}. */
    String node(String operator, String output, List<String> inputs, Map<String, ?> attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "/" + output)
                .addAllInput(inputs)
                .addOutput(output);
        attributes.forEach((key, value) -> node.addAttribute(attribute(key, value)));
        graph.addNode(node);
        return output;
    }

    /** Adds a node of one result with a fresh name. */
    String node(String operator, List<String> inputs, Map<String, ?> attributes) {
        return node(operator, fresh(operator.toLowerCase(java.util.Locale.ROOT)), inputs, attributes);
    }

    /** @param value an integer, a number, a text, or integers */
    static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Integer || value instanceof Long) {
            return attribute
                    .setType(AttributeType.INT)
                    .setI(((Number) value).longValue())
                    .build();
        }
        if (value instanceof Number number) {
            return attribute
                    .setType(AttributeType.FLOAT)
                    .setF(number.floatValue())
                    .build();
        }
        if (value instanceof String text) {
            return attribute
                    .setType(AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8(text))
                    .build();
        }
        attribute.setType(AttributeType.INTS);
        for (Object item : (Collection<?>) value) {
            attribute.addInts(((Number) item).longValue());
        }
        return attribute.build();
    }

    /** Adds numbers under a name. */
    String floats(String name, Shape shape, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        graph.addInitializer(tensor(name, DataType.FLOAT, shape).setRawData(ByteString.copyFrom(bytes)));
        return name;
    }

    /** One number, shaped {@code []}. */
    String scalar(double value) {
        return scalars.computeIfAbsent((float) value, v -> floats(fresh("scalar"), Shape.scalar(), new float[] {v}));
    }

    /** Whole numbers, shaped {@code [n]}, for shapes and axes. */
    String integers(List<Long> values) {
        return shapes.computeIfAbsent(List.copyOf(values), v -> {
            TensorProto.Builder tensor = tensor(fresh("integers"), DataType.INT64, Shape.of(v.size()));
            tensor.addAllInt64Data(v);
            graph.addInitializer(tensor);
            return tensor.getName();
        });
    }

    /** Whole numbers of any shape. */
    String indices(Shape shape, double[] values) {
        TensorProto.Builder tensor = tensor(fresh("indices"), DataType.INT64, shape);
        for (double value : values) {
            tensor.addInt64Data((long) value);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private static TensorProto.Builder tensor(String name, DataType type, Shape shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long dim : shape.dims()) {
            tensor.addDims(dim);
        }
        return tensor;
    }

    /** Declares the input. */
    void input(String name, Shape shape, boolean anyBatch) {
        graph.addInput(described(name, shape, anyBatch));
    }

    /** Declares the output. */
    void output(String name, Shape shape, boolean anyBatch) {
        graph.addOutput(described(name, shape, anyBatch));
    }

    private static ValueInfoProto described(String name, Shape shape, boolean anyBatch) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (int i = 0; i < shape.rank(); i++) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            if (i == 0 && anyBatch) {
                dim.setDimParam("N");
            } else {
                dim.setDimValue(shape.dim(i));
            }
            dims.addDim(dim);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT.getNumber())
                                .setShape(dims)))
                .build();
    }

    GraphProto build() {
        return graph.build();
    }
}
