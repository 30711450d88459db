package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** One of ONNX's own tests of operators: a model of one node, what goes in, and what must come out. */
record NodeCase(String name, ModelProto model, List<TensorProto> inputs, List<TensorProto> outputs) {
    private static final ExternalData NOWHERE = new ExternalData(Path.of(""));

    /**
     * The folder onnx-node-tests in that of {@code -Dneocog.data}, else in shared/data beside the project, which is the first folder upwards with a
     * .mvn in it.
     */
    static Path folder() {
        String data = System.getProperty("neocog.data");
        if (data != null) {
            return Path.of(data, "onnx-node-tests");
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/data/onnx-node-tests").normalize();
    }

    /** All of them, by name; none where the data are absent. */
    static List<NodeCase> all() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder())) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(NodeCase::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NodeCase read(Path folder) {
        try {
            ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx")));
            GraphProto graph = model.getGraph();
            return new NodeCase(
                    String.valueOf(folder.getFileName()),
                    model,
                    tensors(folder, "input", graph.getInputCount()),
                    tensors(folder, "output", graph.getOutputCount()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TensorProto> tensors(Path folder, String kind, int count) throws IOException {
        List<TensorProto> tensors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("test_data_set_0").resolve(kind + "_" + i + ".pb");
            tensors.add(TensorProto.parseFrom(Files.readAllBytes(file)));
        }
        return tensors;
    }

    String operator() {
        return node().getOpType();
    }

    NodeProto node() {
        return model.getGraph().getNode(0);
    }

    String domain() {
        return node().getDomain();
    }

    int opset() {
        return (int) model.getOpsetImport(0).getVersion();
    }

    Numbers input(int index) {
        return OnnxTypes.numbers(inputs.get(index), NOWHERE);
    }

    Numbers output(int index) {
        return OnnxTypes.numbers(outputs.get(index), NOWHERE);
    }

    /** The graph that the operator is lowered to; its inputs and outputs are numbered. @throws OperatorException if it is refused */
    Graph graph() {
        Operator operator = OnnxModel.isStandard(domain()) ? Operators.find(operator()) : null;
        if (operator == null) {
            throw new OperatorException("the operator is not one that can be imported");
        }
        if (!model.getGraph().getInputList().stream()
                .allMatch(input -> input.getType().hasTensorType())) {
            throw new OperatorException("inputs must be tensors, not lists or optional ones");
        }
        GraphBuilder graph = new GraphBuilder(name);
        List<Operand> operands = new ArrayList<>();
        List<String> names = model.getGraph().getInputList().stream()
                .map(input -> input.getName())
                .toList();
        for (String read : node().getInputList()) {
            operands.add(read.isEmpty() ? null : operand(graph, names.indexOf(read)));
        }
        Call call = new Call(graph, ElementType.FLOAT32, opset(), Attributes.of(node()), operands);
        List<Value> results = operator.lower(call);
        List<String> given = node().getOutputList();
        for (int i = 0; i < outputs.size(); i++) {
            int result = given.indexOf(model.getGraph().getOutput(i).getName());
            if (result >= results.size()) {
                throw new OperatorException("only the first result is supported");
            }
            graph.output("y" + i, results.get(result));
        }
        return graph.build();
    }

    /** Inputs behind the first are known when a network is imported; what they hold may be needed as numbers, or be fed. */
    private Operand operand(GraphBuilder graph, int index) {
        Numbers numbers = input(index);
        TensorType type = new TensorType(numbers.element(), numbers.shape());
        return new Operand(() -> graph.input("x" + index, type), index == 0 ? null : numbers);
    }

    @Override
    public String toString() {
        return name;
    }
}
