package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.Lowering;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** An input of a layer of type {@code onnx}, as a config has it. */
sealed interface LayerInput {
    /** From another layer. */
    record Edge() implements LayerInput {}

    /** Left out. */
    record None() implements LayerInput {}

    /**
     * A parameter.
     *
     * @param isTrained whether it is, or else keeps its values
     */
    record Variable(String name, Shape shape, boolean isTrained) implements LayerInput {}

    /** Values that stand in the config. */
    record Constant(Numbers numbers) implements LayerInput {}

    default boolean isEdge() {
        return this instanceof Edge;
    }

    default boolean isVariable() {
        return this instanceof Variable;
    }

    /** @param real the element type of the layer; null for what is left out */
    default @Nullable Operand operand(Lowering to, ElementType real) {
        if (this instanceof Variable variable) {
            Initialization zero = Initialization.constant(0);
            Value value = variable.isTrained()
                    ? to.parameter(variable.name(), variable.shape(), zero)
                    : to.frozen(variable.name(), variable.shape(), zero);
            return Operand.of(value);
        }
        if (this instanceof Constant constant) {
            Numbers numbers = constant.numbers();
            return new Operand(() -> to.graph().constant(numbers.data(real)), numbers);
        }
        return null;
    }

    // ---- in a config

    /** Reads one. @throws OperatorException if it is none */
    static LayerInput of(ConfigNode node) {
        if (node instanceof ScalarNode scalar && "edge".equals(scalar.value())) {
            return new Edge();
        }
        if (node instanceof ScalarNode scalar && "none".equals(scalar.value())) {
            return new None();
        }
        if (node instanceof MappingNode mapping) {
            Set<String> keys = mapping.entries().keySet();
            for (String kind : List.of("parameter", "frozen")) {
                if (keys.equals(Set.of(kind, "shape"))) {
                    String name = String.valueOf(mapping.get(kind).orElseThrow().toJava());
                    if (!name.matches("[A-Za-z0-9_]+")) {
                        throw new OperatorException("a name must be letters, digits and _", kind, name);
                    }
                    return new Variable(name, shape(mapping, -1), kind.equals("parameter"));
                }
            }
            for (String kind : List.of("integers", "numbers")) {
                if (keys.equals(Set.of(kind)) || keys.equals(Set.of(kind, "shape"))) {
                    return constant(mapping, kind);
                }
            }
        }
        throw new OperatorException(
                "an input must be edge, none, {parameter: NAME, shape: [..]}, {frozen: NAME, shape: [..]},"
                        + " {integers: [..], shape: [..]} or {numbers: [..], shape: [..]}",
                "input",
                node.shown());
    }

    private static Constant constant(MappingNode mapping, String kind) {
        List<Number> values = numbers(mapping, kind);
        boolean whole = values.stream().allMatch(value -> value instanceof Long);
        if (kind.equals("integers") && !whole) {
            throw new OperatorException("integers must be whole", kind, values);
        }
        Shape shape = shape(mapping, values.size());
        if (shape.size() != values.size()) {
            throw new OperatorException("there must be a number per element", kind, values, "shape", shape);
        }
        ElementType element = kind.equals("integers") ? ElementType.INT64 : ElementType.FLOAT32;
        return new Constant(Numbers.of(
                element, shape, values.stream().mapToDouble(Number::doubleValue).toArray()));
    }

    private static Shape shape(MappingNode mapping, int otherwise) {
        if (mapping.get("shape").isEmpty()) {
            return Shape.of(otherwise);
        }
        List<Number> dims = numbers(mapping, "shape");
        if (!dims.stream().allMatch(dim -> dim instanceof Long whole && whole >= 0)) {
            throw new OperatorException("a shape must be integers of at least 0", "shape", dims);
        }
        return Shape.of(dims.stream().mapToLong(Number::longValue).toArray());
    }

    private static List<Number> numbers(MappingNode mapping, String key) {
        ConfigNode node = mapping.get(key).orElseThrow();
        List<Number> numbers = new ArrayList<>();
        for (ConfigNode item : node instanceof SequenceNode list ? list.items() : List.of(node)) {
            if (!(item.toJava() instanceof Number number)) {
                throw new OperatorException("a list must be of numbers", key, node.shown());
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** As a config has it. */
    default ConfigNode toNode() {
        if (this instanceof Variable variable) {
            return MappingNode.of(
                    variable.isTrained() ? "parameter" : "frozen",
                    variable.name(),
                    "shape",
                    LongList.of(variable.shape()));
        }
        if (this instanceof Constant constant) {
            Numbers numbers = constant.numbers();
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < numbers.count(); i++) {
                values.add(numbers.isReal() ? (Object) shortest(numbers.get(i)) : (Object) (long) numbers.get(i));
            }
            MappingNode node = MappingNode.of(numbers.isReal() ? "numbers" : "integers", values);
            boolean isList = numbers.shape().rank() == 1;
            return isList ? node : node.with("shape", ConfigNode.of(LongList.of(numbers.shape())));
        }
        return ConfigNode.of(isEdge() ? "edge" : "none");
    }

    /** The shortest decimal number that is the float. */
    private static double shortest(double value) {
        return Double.parseDouble(Float.toString((float) value));
    }
}
