package org.neocog.exchange.onnx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The page of operators, from the operators and ONNX's tests of them. */
final class OperatorPage {
    private OperatorPage() {}

    static String of(List<NodeCase> cases) {
        Map<String, String> results = new TreeMap<>();
        for (NodeCase each : cases) {
            results.put(each.name(), result(each));
        }
        long imported = results.values().stream().filter(String::isEmpty).count();
        StringBuilder page = new StringBuilder("# ONNX operators\n\n"
                + "Written by `OnnxNodeTest`; do not edit. `neocog import` takes opsets " + Operators.OLDEST + " to "
                + Operators.NEWEST + " and these operators, with these attributes:\n\n"
                + "| operator | attributes |\n|--|--|\n");
        for (String name : Operators.names()) {
            Operator operator = java.util.Objects.requireNonNull(Operators.find(name));
            page.append("| `").append(name).append("` | ");
            page.append(String.join(", ", new TreeSet<>(operator.attributes()))).append(" |\n");
        }
        page.append("\nBeside them, where all inputs are constants: ")
                .append(String.join(
                        ", ",
                        new TreeSet<>(Trace.KNOWING)
                                .stream().map(name -> "`" + name + "`").toList()))
                .append(".\n\n## ONNX's own tests of them\n\n")
                .append("Of ")
                .append(cases.size())
                .append(" tests of single nodes ")
                .append(imported)
                .append(
                        " are imported, and right on the backends reference, onednn and opencl, within a relative 1e-3 and an"
                                + " absolute 1e-7, as ONNX's runner has it. The others are refused, for the reason that is given.\n\n"
                                + "| test | operator | opset | |\n|--|--|--|--|\n");
        for (NodeCase each : cases) {
            String why = results.get(each.name());
            String operator =
                    OnnxModel.isStandard(each.domain()) ? each.operator() : each.domain() + "." + each.operator();
            page.append("| ")
                    .append(each.name())
                    .append(" | `")
                    .append(operator)
                    .append("` | ")
                    .append(each.opset())
                    .append(" | ")
                    .append(why == null || why.isEmpty() ? "right" : "refused: " + why)
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String result(NodeCase each) {
        try {
            each.graph();
            return "";
        } catch (OperatorException refusal) {
            return refusal.text();
        }
    }
}
