package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small model as another program would write it: input {@code x}, output {@code y}. */
final class ModelSketch {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sketch");
    private int opset = 17;

    /** @param dims with -1 for what is left open */
    ModelSketch input(long... dims) {
        return input("x", dims);
    }

    ModelSketch input(String name, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDim(
                    dim < 0
                            ? Dimension.newBuilder().setDimParam("N")
                            : Dimension.newBuilder().setDimValue(dim));
        }
        graph.addInput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT_VALUE)
                                .setShape(shape))));
        return this;
    }

    ModelSketch opset(int version) {
        opset = version;
        return this;
    }

    /** A node; attributes are names and values in turn: numbers, texts, lists of {@code Long}. */
    ModelSketch node(String operator, String inputs, String outputs, Object... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs.split(" ", -1)))
                .addAllOutput(List.of(outputs.split(" ")));
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(GraphSketch.attribute(String.valueOf(attributes[i]), attributes[i + 1]));
        }
        graph.addNode(node);
        return this;
    }

    /** A weight whose elements count up from {@code first} by a hundredth. */
    ModelSketch weight(String name, double first, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT_VALUE);
        long size = 1;
        for (long dim : dims) {
            tensor.addDims(dim);
            size *= dim;
        }
        for (int i = 0; i < size; i++) {
            tensor.addFloatData((float) (first + i / 100.0));
        }
        return tensor(tensor);
    }

    ModelSketch integers(String name, long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64_VALUE)
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return tensor(tensor);
    }

    ModelSketch tensor(TensorProto.Builder tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    byte[] bytes() {
        if (graph.getOutputCount() == 0) {
            graph.addOutput(ValueInfoProto.newBuilder().setName("y"));
        }
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("sketch")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    Path write(Path folder) throws IOException {
        return Files.write(folder.resolve("sketch.onnx"), bytes());
    }
}
