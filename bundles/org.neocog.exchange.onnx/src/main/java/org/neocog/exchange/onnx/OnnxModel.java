package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.tensor.Shape;

/**
 * A model of a file: one input of images, one output, nodes, and initializers that are read when they are asked for.
 *
 * @param batch how many images the file says there are, or 0 for any number
 */
record OnnxModel(
        GraphProto graph,
        boolean isOurs,
        int opset,
        ExternalData beside,
        String images,
        Shape image,
        int batch,
        String output,
        Map<String, TensorProto> initializers,
        Map<String, Numbers> numbers) {

    private static final long MOST_BYTES = Integer.MAX_VALUE;

    /** Reads a file. What is wrong is reported; null if it is no model, or of no use as one. */
    static @Nullable OnnxModel read(Path file, ReadOptions options, Problems problems) {
        ModelProto model;
        try {
            if (Files.size(file) > MOST_BYTES) {
                problems.add("the file must have at most " + MOST_BYTES + " bytes, but has " + Files.size(file)
                        + ". Keep its weights in a file beside it.");
                return null;
            }
            model = ModelProto.parseFrom(Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException e) {
            problems.add("must be a whole ONNX file, but is not: " + e.getMessage() + " Write or copy it again.");
            return null;
        } catch (IOException e) {
            String reason = e instanceof NoSuchFileException ? "it is not there" : e.toString();
            problems.add("must be readable, but is not: " + reason + ". Check the path.");
            return null;
        }
        return of(model, file.toAbsolutePath().getParent(), options, problems);
    }

    static @Nullable OnnxModel of(ModelProto model, @Nullable Path folder, ReadOptions options, Problems problems) {
        GraphProto graph = model.getGraph();
        if (model.getIrVersion() < 1 || !model.hasGraph() || graph.getNodeCount() == 0) {
            problems.add("must be an ONNX model with nodes, but irVersion=" + model.getIrVersion() + ", nodes="
                    + graph.getNodeCount() + ". Check that it is the right file.");
            return null;
        }
        long opset = opset(model, problems);
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        if (graph.getSparseInitializerCount() > 0) {
            problems.add("weights must be dense, but sparse=" + graph.getSparseInitializerCount()
                    + ". Write the file with dense ones.");
        }
        List<ValueInfoProto> inputs = graph.getInputList().stream()
                .filter(input -> !initializers.containsKey(input.getName()))
                .toList();
        if (inputs.size() != 1) {
            problems.add("there must be one input, of images, but inputs="
                    + inputs.stream().map(ValueInfoProto::getName).toList()
                    + ". Make the others initializers.");
        }
        String output = output(graph, options.output(), problems);
        Shape image = inputs.size() == 1 ? image(inputs.get(0), options.image(), problems) : null;
        if (output == null || image == null || opset < 0) {
            return null;
        }
        return new OnnxModel(
                graph,
                model.getProducerName().equals("neocog"),
                (int) opset,
                new ExternalData(Objects.requireNonNullElse(folder, Path.of(""))),
                inputs.get(0).getName(),
                image,
                batch(inputs.get(0)),
                output,
                initializers,
                new HashMap<>());
    }

    private static long opset(ModelProto model, Problems problems) {
        long version = model.getOpsetImportList().stream()
                .filter(set -> isStandard(set.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(-1);
        if (version < Operators.OLDEST || version > Operators.NEWEST) {
            problems.add("the opset must be " + Operators.OLDEST + " to " + Operators.NEWEST + ", but is "
                    + (version < 0 ? "not told" : version) + ". Convert the file to another one.");
            return -1;
        }
        return version;
    }

    static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private static @Nullable String output(GraphProto graph, Optional<String> wanted, Problems problems) {
        List<String> outputs =
                graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        if (wanted.isPresent() && outputs.contains(wanted.get())) {
            return wanted.get();
        }
        if (wanted.isEmpty() && outputs.size() == 1) {
            return outputs.get(0);
        }
        problems.add("there must be one output, or one that is chosen, but outputs=" + outputs
                + wanted.map(name -> ", chosen=" + name).orElse("") + ". Choose one by --output.");
        return null;
    }

    private static @Nullable Shape image(ValueInfoProto input, Optional<Shape> wanted, Problems problems) {
        TypeProto.Tensor type = input.getType().getTensorType();
        boolean isReal = type.getElemType() == TensorProto.DataType.FLOAT_VALUE
                || type.getElemType() == TensorProto.DataType.DOUBLE_VALUE;
        List<Dimension> dims = type.getShape().getDimList();
        if (!isReal || dims.size() != 4) {
            problems.add("the input must be images, float [N, C, H, W], but \"" + input.getName() + "\" has "
                    + dims.size() + " axes and "
                    + (isReal ? "floating elements" : "elements of type " + type.getElemType())
                    + ". Only networks of images can be imported.");
            return null;
        }
        List<Long> sizes = new ArrayList<>();
        boolean fits = true;
        for (int i = 1; i < dims.size(); i++) {
            long told = dims.get(i).getDimValue();
            long want = wanted.isPresent() ? wanted.get().dim(i - 1) : told;
            fits &= told == want || told == 0;
            sizes.add(want);
        }
        if (!fits || sizes.stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
            problems.add("the shape of an image must be known, but the file says "
                    + dims.subList(1, dims.size()).stream()
                            .map(dim -> dim.getDimValue() > 0 ? String.valueOf(dim.getDimValue()) : "?")
                            .toList()
                    + wanted.map(shape -> ", --input " + shape).orElse("")
                    + ". Tell it by --input C,H,W, as the file has it.");
            return null;
        }
        return Shapes.of(sizes);
    }

    private static int batch(ValueInfoProto input) {
        long batch = input.getType().getTensorType().getShape().getDim(0).getDimValue();
        return batch > 0 && batch < Integer.MAX_VALUE ? (int) batch : 0;
    }

    /** The values of an initializer. */
    Numbers initializer(String name) {
        TensorProto tensor = Objects.requireNonNull(initializers.get(name), name);
        Numbers known = numbers.get(name);
        if (known == null) {
            known = OnnxTypes.numbers(tensor, beside);
            numbers.put(name, known);
        }
        return known;
    }

    /** The nodes that the output needs, in the order of the file. */
    List<NodeProto> needed() {
        Map<String, Integer> producers = new HashMap<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            for (String result : graph.getNode(i).getOutputList()) {
                producers.put(result, i);
            }
        }
        boolean[] isNeeded = new boolean[graph.getNodeCount()];
        List<String> open = new ArrayList<>(List.of(output));
        while (!open.isEmpty()) {
            Integer producer = producers.get(open.remove(open.size() - 1));
            if (producer != null && !isNeeded[producer]) {
                isNeeded[producer] = true;
                open.addAll(graph.getNode(producer).getInputList());
            }
        }
        List<NodeProto> nodes = new ArrayList<>();
        for (int i = 0; i < isNeeded.length; i++) {
            if (isNeeded[i]) {
                nodes.add(graph.getNode(i));
            }
        }
        return nodes;
    }
}
