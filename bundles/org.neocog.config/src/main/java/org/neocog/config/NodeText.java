package org.neocog.config;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words for nodes in messages. */
final class NodeText {
    private static final int LONGEST = 120;

    private NodeText() {}

    /** The value on one line, cut where it gets long. */
    static String render(ConfigNode node) {
        return oneLine(whole(node));
    }

    /** A text without line breaks, cut where it gets long. */
    static String oneLine(String text) {
        String line = text.replace("\n", "\\n").replace("\r", "\\r");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }

    private static String whole(ConfigNode node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.items().stream().map(NodeText::whole).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node instanceof MappingNode mapping) {
            return mapping.entries().entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + whole(entry.getValue().value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return ((ScalarNode) node).text();
    }

    /** What a node is, to follow "but is". */
    static String describe(ConfigNode node) {
        if (node instanceof SequenceNode) {
            return "the list " + render(node);
        }
        if (node instanceof MappingNode) {
            return "the mapping " + render(node);
        }
        Object value = ((ScalarNode) node).value();
        if (value == null) {
            return "empty";
        }
        if (value instanceof String) {
            return "the text \"" + render(node) + "\"";
        }
        return (value instanceof Boolean ? "the flag " : value instanceof Long ? "the integer " : "the number ")
                + render(node);
    }

    /** A scalar as YAML's core schema writes it. */
    static String scalar(@Nullable Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return Double.isNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";
        }
        return value == null ? "null" : value.toString();
    }

    /** A number without a needless fraction. */
    static String number(Number number) {
        double value = number.doubleValue();
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString(number.longValue()) : number.toString();
    }
}
