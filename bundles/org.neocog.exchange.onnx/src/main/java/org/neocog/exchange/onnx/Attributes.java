package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.ScalarNode;

/** Attributes of an ONNX node: whole numbers, numbers, texts and lists of numbers, by name. */
record Attributes(Map<String, Object> values) {
    static final Attributes NONE = new Attributes(Map.of());

    Attributes {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Those of a node of a file. Tensors and graphs are none of them. */
    static Attributes of(NodeProto node) {
        Map<String, Object> values = new TreeMap<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            switch (attribute.getType()) {
                case INT -> values.put(attribute.getName(), attribute.getI());
                case FLOAT -> values.put(attribute.getName(), exact(attribute.getF()));
                case STRING -> values.put(attribute.getName(), attribute.getS().toStringUtf8());
                case INTS -> values.put(attribute.getName(), List.copyOf(attribute.getIntsList()));
                case FLOATS ->
                    values.put(
                            attribute.getName(),
                            attribute.getFloatsList().stream()
                                    .map(Attributes::exact)
                                    .toList());
                default -> values.put(attribute.getName(), attribute.getType().toString());
            }
        }
        return new Attributes(values);
    }

    /** The shortest decimal number that is the float, as people write it. */
    private static double exact(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /** Those of a config: a mapping, or nothing. */
    static Attributes of(ConfigNode node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> values = new TreeMap<>();
            mapping.toJava().forEach((name, value) -> {
                if (value == null || value instanceof Map) {
                    throw new OperatorException(
                            "an attribute must be a number, a text or a list", name, String.valueOf(value));
                }
                values.put(name, value);
            });
            return new Attributes(values);
        }
        if (node instanceof ScalarNode scalar && scalar.value() == null) {
            return NONE;
        }
        throw new OperatorException("attributes must be a mapping", "attributes", node.shown());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    long integer(String name, long otherwise) {
        return has(name) ? number(name).longValue() : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    double real(String name, double otherwise) {
        return has(name) ? number(name).doubleValue() : otherwise;
    }

    private Number number(String name) {
        if (values.get(name) instanceof Number number) {
            return number;
        }
        throw new OperatorException("an attribute must be a number", name, String.valueOf(values.get(name)));
    }

    String text(String name, String otherwise) {
        return has(name) ? String.valueOf(values.get(name)) : otherwise;
    }

    /** Whole numbers; {@code otherwise} if there are none. */
    List<Long> integers(String name, List<Long> otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        Object value = values.get(name);
        if (value instanceof Number number) {
            return List.of(number.longValue());
        }
        if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().map(item -> ((Number) item).longValue()).toList();
        }
        throw new OperatorException("an attribute must be a list of integers", name, String.valueOf(value));
    }

    /** An attribute with one number for each of the spatial axes. */
    List<Integer> spatial(String name, int count, int otherwise) {
        List<Integer> values = integers32(name, integers(name, Collections.nCopies(count, (long) otherwise)));
        if (values.size() != count) {
            throw new OperatorException("there must be one number per spatial axis", name, values, "axes", count);
        }
        return values;
    }

    /** Numbers that must fit into 32 bits. */
    static List<Integer> integers32(String name, List<Long> values) {
        if (values.stream().anyMatch(value -> value != value.intValue())) {
            throw new OperatorException("numbers must be below 2^31", name, values);
        }
        return values.stream().map(Long::intValue).toList();
    }
}
