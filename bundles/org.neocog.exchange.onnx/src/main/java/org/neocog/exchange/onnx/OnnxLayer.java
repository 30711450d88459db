package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Nearest;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.config.SequenceNode;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.osgi.service.component.annotations.Component;

/**
 * An operator of ONNX, as ONNX defines it: what {@code neocog import} makes of operators that no other layer type is the same as.
 *
 * <p>Its inputs are, in ONNX's order, edges from other layers, parameters with a name of their own, and constants: {@code inputs: [edge,
 * {parameter: slope, shape: [16, 1, 1]}]}. Without {@code inputs} all are edges. Shapes and types of inputs and output: those of the
 * operator. Parameters are 0 at first: they come from the file of weights beside the config.
 *
 * <ul>
 *   <li>C0: there are as many incoming edges as inputs that are one.
 *   <li>C1: the operator is one that can be imported.
 *   <li>C2: the inputs and attributes are those that the operator has, of which all are supported that are in its definition, but for what
 *       the message names.
 *   <li>C3: the first edge is floating if there are parameters: they have its element type.
 * </ul>
 *
 * <p>Source: the operators' definitions at onnx.ai/onnx/operators.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=onnx")
public final class OnnxLayer implements LayerType {
    static final String TYPE = "onnx";

    static final Option<String> OPERATOR = Option.text("operator", "the operator's name, as ONNX writes it");
    static final Option<Integer> OPSET = Option.integer("opset", "version of ONNX's operators")
            .orElse(OnnxWriter.OPSET)
            .atLeast(Operators.OLDEST)
            .atMost(Operators.NEWEST);
    static final Option<ConfigNode> ATTRIBUTES =
            Option.node("attributes", "the operator's attributes by name").optional();
    static final Option<ConfigNode> INPUTS = Option.node(
                    "inputs",
                    "what it reads, in ONNX's order: edge, none, {parameter: NAME, shape: [..]}, {frozen: NAME, shape: [..]},"
                            + " {integers: [..]} or {numbers: [..]} with a shape; all are edges, if absent")
            .optional();
    static final Option<Integer> OUTPUT = Option.integer("output", "which of the operator's results")
            .orElse(0)
            .atLeast(0);
    private static final Schema SCHEMA =
            Schema.of(OPERATOR, OPSET, ATTRIBUTES, INPUTS, OUTPUT).primary(OPERATOR);

    @Override
    public String name() {
        return TYPE;
    }

    @Override
    public String summary() {
        return "An operator of ONNX.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        String name = options.get(OPERATOR);
        Operator operator = Operators.find(name);
        if (operator == null) {
            throw options.error(
                    OPERATOR,
                    "operator must be one that can be imported, but is " + name
                            + Nearest.of(name, Operators.names())
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(". docs/onnx-operators.md lists them.")
                            + " [C1]");
        }
        try {
            Attributes attributes = options.find(ATTRIBUTES).map(Attributes::of).orElse(Attributes.NONE);
            List<LayerInput> inputs =
                    options.find(INPUTS).map(OnnxLayer::inputs).orElse(null);
            int opset = options.get(OPSET);
            int output = options.get(OUTPUT);
            return (to, edges) -> lower(to, edges, operator, opset, attributes, inputs, output);
        } catch (OperatorException refusal) {
            throw options.error(
                    options.find(INPUTS).isPresent() ? INPUTS : ATTRIBUTES,
                    refusal.text() + ". See: neocog help layer onnx. [C2]");
        }
    }

    private static List<LayerInput> inputs(ConfigNode node) {
        if (!(node instanceof SequenceNode list)) {
            throw new OperatorException("inputs must be a list", "inputs", node.shown());
        }
        return list.items().stream().map(LayerInput::of).toList();
    }

    private static Value lower(
            Lowering to,
            List<Value> edges,
            Operator operator,
            int opset,
            Attributes attributes,
            @Nullable List<LayerInput> inputs,
            int output) {
        long wanted = inputs == null
                ? edges.size()
                : inputs.stream().filter(LayerInput::isEdge).count();
        if (wanted != edges.size() || edges.isEmpty()) {
            throw to.reject(
                    "C0",
                    "the layer must read as many others as it has inputs that are edges",
                    "Name them in from.",
                    "from",
                    edges.size(),
                    "edges",
                    wanted);
        }
        boolean hasParameters = inputs != null && inputs.stream().anyMatch(LayerInput::isVariable);
        if (hasParameters && !edges.get(0).element().isFloating()) {
            throw to.reject(
                    "C3",
                    "the first edge must be floating where there are parameters",
                    "Change the layer before it.",
                    "elements",
                    edges.get(0).element());
        }
        try {
            List<Value> values = operator.lower(call(to, edges, opset, attributes, inputs));
            if (output >= values.size()) {
                throw new OperatorException(
                        "the output must be one that is supported", "output", output, "outputs", values.size());
            }
            return values.get(output);
        } catch (OperatorException refusal) {
            throw to.reject(
                    "C2",
                    operator.name() + ": " + refusal.rule(),
                    "See " + operator.name() + " in ONNX's list of operators.",
                    refusal.namesAndValues());
        }
    }

    private static Call call(
            Lowering to, List<Value> edges, int opset, Attributes attributes, @Nullable List<LayerInput> inputs) {
        List<@Nullable Operand> operands = new ArrayList<>();
        int next = 0;
        if (inputs == null) {
            edges.forEach(edge -> operands.add(Operand.of(edge)));
        } else {
            for (LayerInput input : inputs) {
                operands.add(
                        input.isEdge()
                                ? Operand.of(edges.get(next++))
                                : input.operand(to, edges.get(0).element()));
            }
        }
        return new Call(to.graph(), edges.get(0).element(), opset, attributes, operands);
    }

    /** The options of a layer, as a config has them. */
    static MappingNode options(Draft draft, List<LayerInput> inputs) {
        MappingNode options = MappingNode.of(OPERATOR.name(), draft.operator(), OPSET.name(), draft.opset());
        if (!draft.attributes().values().isEmpty()) {
            options = options.with(
                    ATTRIBUTES.name(), ConfigNode.of(draft.attributes().values()));
        }
        if (!inputs.stream().allMatch(LayerInput::isEdge)) {
            options = options.with(
                    INPUTS.name(),
                    ConfigNode.of(inputs.stream().map(LayerInput::toNode).toList()));
        }
        return draft.output() == 0 ? options : options.with(OUTPUT.name(), ConfigNode.of(draft.output()));
    }
}
