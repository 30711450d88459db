package org.neocog.graph;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes graphs as text: a node a line, {@code %3: float32[64, 6, 28, 28] = convolution(%0, %1) {geometry: ..}  # conv1}. */
final class GraphPrinter {
    private GraphPrinter() {}

    static String print(Graph graph) {
        StringBuilder text = new StringBuilder("graph \"").append(graph.name()).append("\" {\n");
        for (Node node : graph.nodes()) {
            text.append("  ").append(print(node)).append('\n');
        }
        graph.outputs()
                .forEach((name, value) -> text.append("  return \"")
                        .append(name)
                        .append("\": ")
                        .append(value.label())
                        .append('\n'));
        graph.updates()
                .forEach((variable, value) -> text.append("  update \"")
                        .append(variable.name())
                        .append("\": ")
                        .append(value.label())
                        .append('\n'));
        return text.append("}\n").toString();
    }

    static String print(Node node) {
        String results = node.outputs().stream().map(Value::toString).collect(Collectors.joining(", "));
        String operands = node.op() instanceof SourceOp
                ? ""
                : node.inputs().stream().map(Value::label).collect(Collectors.joining(", ", "(", ")"));
        String scope = node.scope().isEmpty() ? "" : "  # " + node.scope();
        return results + " = " + node.op().name() + operands + attributes(node.op()) + scope;
    }

    private static String attributes(Op op) {
        if (op instanceof SourceOp.Input input) {
            return " \"" + input.input() + "\"";
        }
        if (op instanceof SourceOp.Read read) {
            return " \"" + read.variable().name() + "\"";
        }
        if (op instanceof SourceOp.Constant constant) {
            return " " + constant.data();
        }
        if (op instanceof CustomOp custom) {
            return custom.attributes().isEmpty() ? "" : " " + custom.attributes();
        }
        if (op instanceof ElementwiseOp.Unary || op instanceof ElementwiseOp.Binary) {
            return "";
        }
        List<String> parts = components(op);
        return parts.isEmpty() ? "" : parts.stream().collect(Collectors.joining(", ", " {", "}"));
    }

    private static List<String> components(Object object) {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : object.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(object);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "graph printer: cannot read " + component + " of " + object.getClass(), e);
            }
            if (value instanceof ConvolutionGeometry || value instanceof PoolingWindow) {
                parts.addAll(components(value));
            } else if (!(value instanceof ReductionOp.ReduceFunction)) {
                parts.add(component.getName() + ": " + value);
            }
        }
        return parts;
    }
}
