package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.exchange.onnx.Source.Edge;
import org.neocog.exchange.onnx.Source.Known;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * Goes through a model for so many images: what does not depend on images is computed, what does becomes drafts. Each use of an operator is
 * lowered, so that its shapes are known and its rules are checked; what is wrong is reported, all of it.
 */
final class Trace {
    /** Operators whose results are always known. */
    static final Set<String> KNOWING =
            Set.of("Constant", "ConstantOfShape", "Range", "Shape", "Size", "ScatterElements");

    private final OnnxModel model;
    private final int batch;
    private final Problems problems;
    private final GraphBuilder graph = new GraphBuilder("trace");
    private final Map<String, Traced> results = new HashMap<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final Set<String> used = new HashSet<>();

    /**
     * What is known of a result.
     *
     * @param source null if the node that gives it is refused
     * @param value emitted for it; null unless it comes from the images
     */
    private record Traced(@Nullable Source source, @Nullable Value value) {
        static final Traced REFUSED = new Traced(null, null);
    }

    private Trace(OnnxModel model, int batch, Problems problems) {
        this.model = model;
        this.batch = batch;
        this.problems = problems;
    }

    /** The drafts in order, and which of them the output is; of no meaning if there are problems. */
    static Drafts of(OnnxModel model, int batch, Problems problems) {
        Trace trace = new Trace(model, batch, problems);
        int output = trace.go();
        return new Drafts(model.image(), trace.drafts, output);
    }

    private int go() {
        Shape images = Shape.of(batch).concat(model.image());
        Value input = graph.input(TrainedNetwork.IMAGES, new TensorType(ElementType.FLOAT32, images));
        results.put(model.images(), new Traced(new Edge(Source.IMAGES), input));
        List<NodeProto> nodes = model.needed();
        used.add(model.output());
        nodes.forEach(node -> used.addAll(node.getInputList()));
        requireKnown(nodes);
        for (NodeProto node : nodes) {
            try {
                step(node);
            } catch (OperatorException refusal) {
                refuse(node, refusal.text() + ".");
            } catch (IllegalArgumentException | ArithmeticException refusal) { // of the graph, or of a shape
                refuse(node, String.valueOf(refusal.getMessage()));
            }
        }
        Traced output = results.get(model.output());
        if (output != null && output.source() instanceof Edge edge && edge.draft() >= 0) {
            return edge.draft();
        }
        if (problems.isEmpty()) {
            problems.add("the output \"" + model.output() + "\" must be computed from the images, but is not. "
                    + "Check the file.");
        }
        return Source.IMAGES;
    }

    private void requireKnown(List<NodeProto> nodes) {
        Map<String, Integer> unknown = new TreeMap<>();
        for (NodeProto node : nodes) {
            if (!isKnown(node)) {
                String domain = OnnxModel.isStandard(node.getDomain()) ? "" : node.getDomain() + ".";
                unknown.merge(domain + node.getOpType(), 1, Integer::sum);
            }
        }
        if (!unknown.isEmpty()) {
            problems.add("operators must be among those that can be imported, but these are not: "
                    + OnnxFormat.counted(unknown) + ". docs/onnx-operators.md lists them.");
        }
    }

    private static boolean isKnown(NodeProto node) {
        return OnnxModel.isStandard(node.getDomain())
                && (Operators.find(node.getOpType()) != null || KNOWING.contains(node.getOpType()));
    }

    private void refuse(NodeProto node, String message) {
        problems.add(node.getOpType() + " \"" + nameOf(node) + "\": " + message);
        node.getOutputList().forEach(name -> results.put(name, Traced.REFUSED));
    }

    private static String nameOf(NodeProto node) {
        return node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    }

    private void step(NodeProto node) {
        List<@Nullable Traced> inputs = new ArrayList<>();
        for (String name : node.getInputList()) {
            inputs.add(name.isEmpty() ? null : find(name));
        }
        for (String name : node.getOutputList()) {
            if (!name.isEmpty() && results.containsKey(name)) {
                throw new OperatorException("names of results must be unique", "twice", name);
            }
        }
        boolean refused = inputs.stream().anyMatch(input -> input == Traced.REFUSED);
        if (refused || !isKnown(node)) {
            node.getOutputList().forEach(name -> results.put(name, Traced.REFUSED));
            return;
        }
        Attributes attributes = Attributes.of(node);
        Numbers known = known(node, attributes, inputs);
        if (known == null) {
            lower(node, attributes, inputs);
            return;
        }
        String name = node.getOutput(0);
        results.put(name, new Traced(new Known(name, known, isWeight(inputs)), null));
    }

    private Traced find(String name) {
        Traced known = results.get(name);
        if (known == null && model.initializers().containsKey(name)) {
            known = new Traced(new Known(name, model.initializer(name), true), null);
            results.put(name, known);
        }
        if (known == null) {
            throw new OperatorException(
                    "inputs must be results of nodes before it, so that there is no cycle", "input", name);
        }
        return known;
    }

    /** Whether something that is made of others may be trained: a weight that was turned. */
    private static boolean isWeight(List<@Nullable Traced> inputs) {
        return inputs.stream()
                .anyMatch(input -> input != null
                        && input.source() instanceof Known known
                        && known.isWeight()
                        && known.numbers().isReal());
    }

    private @Nullable Numbers known(NodeProto node, Attributes attributes, List<@Nullable Traced> inputs) {
        Value first =
                inputs.isEmpty() || inputs.get(0) == null ? null : inputs.get(0).value();
        if (node.getOpType().equals("Shape") || node.getOpType().equals("Size")) {
            return sizes(
                    node,
                    attributes,
                    first != null ? first.shape() : numbers(inputs, 0).shape());
        }
        List<@Nullable Numbers> operands = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Traced input = inputs.get(i);
            if (input != null && !(input.source() instanceof Known)) {
                if (KNOWING.contains(node.getOpType())) {
                    throw new OperatorException("an input must be constant, and not computed", "input", i);
                }
                return null;
            }
            operands.add(input == null ? null : numbers(inputs, i));
        }
        Numbers folded = new Folding(node, attributes, operands, model.beside()).result();
        if (folded == null) {
            throw new OperatorException(
                    "an input must come from the images, or the operator be among those that are computed of constants",
                    "inputs",
                    node.getInputList());
        }
        return folded;
    }

    private static Numbers numbers(List<@Nullable Traced> inputs, int index) {
        Traced input = index < inputs.size() ? inputs.get(index) : null;
        if (input != null && input.source() instanceof Known known) {
            return known.numbers();
        }
        throw new OperatorException("an input must be there", "input", index, "inputs", inputs.size());
    }

    private static Numbers sizes(NodeProto node, Attributes attributes, Shape shape) {
        if (node.getOpType().equals("Size")) {
            return Numbers.of(ElementType.INT64, Shape.scalar(), shape.size());
        }
        Shapes.Range range = Shapes.Range.of(
                attributes.integer("start", 0), attributes.integer("end", Long.MAX_VALUE), 1, shape.rank());
        return Numbers.integers(
                LongList.of(shape.range((int) range.start(), (int) Math.max(range.start(), range.end()))));
    }

    private void lower(NodeProto node, Attributes attributes, List<@Nullable Traced> inputs) {
        boolean isShape = node.getOpType().equals("Reshape") || node.getOpType().equals("Expand");
        if (isShape && model.batch() > 0 && !attributes.flag("allowzero", false)) {
            forAnyBatch(node.getOpType().equals("Reshape") ? 0 : 1, inputs);
        }
        List<@Nullable Operand> operands = new ArrayList<>();
        List<@Nullable Source> sources = new ArrayList<>();
        for (Traced input : inputs) {
            operands.add(input == null ? null : operand(input));
            sources.add(input == null ? null : input.source());
        }
        Operator operator = Operators.find(node.getOpType());
        if (operator == null) {
            throw new OperatorException("an input must be constant, and not computed", "inputs", node.getInputList());
        }
        Call call = new Call(graph, ElementType.FLOAT32, model.opset(), attributes, operands);
        List<Value> values = operator.lower(call);
        for (int i = 0; i < node.getOutputCount(); i++) {
            String name = node.getOutput(i);
            if (!used.contains(name)) {
                continue;
            }
            if (i >= values.size()) {
                throw new OperatorException("only the first " + values.size() + " results are supported", "used", name);
            }
            Value value = values.get(i);
            if (i == 0 && node.getOpType().equals("Identity")) {
                results.put(name, new Traced(sources.get(0), value));
                continue;
            }
            drafts.add(
                    new Draft(node.getName(), node.getOpType(), model.opset(), i, attributes, sources, value.shape()));
            results.put(name, new Traced(new Edge(drafts.size() - 1), value));
        }
    }

    /**
     * A shape that begins with the number of images that the file is for takes as many as there are.
     *
     * @param asItIs the number that means it
     */
    private void forAnyBatch(long asItIs, List<@Nullable Traced> inputs) {
        Traced x = inputs.get(0);
        Traced target = inputs.size() > 1 ? inputs.get(1) : null;
        if (x != null && x.value() != null && target != null && target.source() instanceof Known known) {
            List<Long> dims = new ArrayList<>(known.numbers().toList());
            Shape shape = x.value().shape();
            boolean begins = !dims.isEmpty()
                    && dims.get(0) == model.batch()
                    && shape.rank() > 0
                    && shape.dim(0) == batch
                    && (asItIs == 0 || shape.rank() == dims.size());
            if (begins) {
                dims.set(0, asItIs);
                inputs.set(1, new Traced(new Known(known.name(), Numbers.integers(dims), false), null));
            }
        }
    }

    private Operand operand(Traced input) {
        if (!(input.source() instanceof Known known)) {
            return new Operand(() -> Objects.requireNonNull(input.value()), null);
        }
        Numbers numbers = known.numbers();
        TensorType type = new TensorType(numbers.isReal() ? ElementType.FLOAT32 : numbers.element(), numbers.shape());
        return new Operand(
                () -> numbers.isReal()
                        ? graph.input("weight " + known.name(), type)
                        : graph.constant(numbers.data(ElementType.FLOAT32)),
                numbers);
    }
}
