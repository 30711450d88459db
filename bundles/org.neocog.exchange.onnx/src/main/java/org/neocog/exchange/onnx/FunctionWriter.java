package org.neocog.exchange.onnx;

import java.util.List;
import java.util.Map;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.UnaryFunction;

/** Writes functions of single elements. */
final class FunctionWriter {
    private final GraphSketch sketch;

    FunctionWriter(GraphSketch sketch) {
        this.sketch = sketch;
    }

    String unary(UnaryFunction function, List<String> in) {
        return switch (function) {
            case NEGATE -> sketch.node("Neg", in, Map.of());
            case ABS -> sketch.node("Abs", in, Map.of());
            case SIGN -> sketch.node("Sign", in, Map.of());
            case FLOOR -> sketch.node("Floor", in, Map.of());
            case EXP -> sketch.node("Exp", in, Map.of());
            case LOG -> sketch.node("Log", in, Map.of());
            case SQRT -> sketch.node("Sqrt", in, Map.of());
            case RSQRT -> sketch.node("Reciprocal", List.of(sketch.node("Sqrt", in, Map.of())), Map.of());
            case TANH -> sketch.node("Tanh", in, Map.of());
            case SIGMOID -> sketch.node("Sigmoid", in, Map.of());
            case RELU -> sketch.node("Relu", in, Map.of());
        };
    }

    String binary(BinaryFunction function, List<String> in) {
        return sketch.node(name(function), in, Map.of());
    }

    private static String name(BinaryFunction function) {
        return switch (function) {
            case ADD -> "Add";
            case SUBTRACT -> "Sub";
            case MULTIPLY -> "Mul";
            case DIVIDE -> "Div";
            case MAXIMUM -> "Max";
            case MINIMUM -> "Min";
            case POWER -> "Pow";
        };
    }

    String compare(Comparison comparison, List<String> in) {
        return switch (comparison) {
            case EQUAL -> sketch.node("Equal", in, Map.of());
            case NOT_EQUAL -> sketch.node("Not", List.of(sketch.node("Equal", in, Map.of())), Map.of());
            case LESS -> sketch.node("Less", in, Map.of());
            case LESS_OR_EQUAL -> sketch.node("LessOrEqual", in, Map.of());
            case GREATER -> sketch.node("Greater", in, Map.of());
            case GREATER_OR_EQUAL -> sketch.node("GreaterOrEqual", in, Map.of());
        };
    }
}
