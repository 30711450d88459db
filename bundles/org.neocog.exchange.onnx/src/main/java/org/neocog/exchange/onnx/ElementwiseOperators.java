package org.neocog.exchange.onnx;

import static org.neocog.graph.BinaryFunction.ADD;
import static org.neocog.graph.BinaryFunction.DIVIDE;
import static org.neocog.graph.BinaryFunction.MAXIMUM;
import static org.neocog.graph.BinaryFunction.MINIMUM;
import static org.neocog.graph.BinaryFunction.MULTIPLY;
import static org.neocog.graph.BinaryFunction.POWER;
import static org.neocog.graph.BinaryFunction.SUBTRACT;

import java.util.List;
import java.util.Map;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Operators that compute element by element, but for those that are the activation of a layer. */
final class ElementwiseOperators {
    static final Map<String, UnaryFunction> UNARY = Map.ofEntries(
            Map.entry("Neg", UnaryFunction.NEGATE),
            Map.entry("Abs", UnaryFunction.ABS),
            Map.entry("Sign", UnaryFunction.SIGN),
            Map.entry("Floor", UnaryFunction.FLOOR),
            Map.entry("Exp", UnaryFunction.EXP),
            Map.entry("Log", UnaryFunction.LOG),
            Map.entry("Sqrt", UnaryFunction.SQRT),
            Map.entry("Tanh", UnaryFunction.TANH),
            Map.entry("Sigmoid", UnaryFunction.SIGMOID),
            Map.entry("Relu", UnaryFunction.RELU));

    static final Map<String, BinaryFunction> BINARY =
            Map.of("Add", ADD, "Sub", SUBTRACT, "Mul", MULTIPLY, "Div", DIVIDE, "Pow", POWER);

    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "Equal", Comparison.EQUAL,
            "Less", Comparison.LESS,
            "LessOrEqual", Comparison.LESS_OR_EQUAL,
            "Greater", Comparison.GREATER,
            "GreaterOrEqual", Comparison.GREATER_OR_EQUAL);

    private ElementwiseOperators() {}

    static void addTo(Operators.Table table) {
        UNARY.forEach((name, function) -> table.put(name, "", 1, c -> c.unary(function, c.x())));
        table.put("Reciprocal", "", 1, c -> c.graph().divide(one(c, c.x()), c.x()));
        table.put("Ceil", "", 1, c -> negated(c, c.unary(UnaryFunction.FLOOR, negated(c, c.x()))));
        BINARY.forEach((name, function) -> table.put(name, "", 2, c -> c.binary(function, c.x(0), c.x(1))));
        table.put("Sum", "", Operator.ANY, c -> joined(c, ADD));
        table.put("Max", "", Operator.ANY, c -> joined(c, MAXIMUM));
        table.put("Min", "", Operator.ANY, c -> joined(c, MINIMUM));
        table.put(
                "Mean",
                "",
                Operator.ANY,
                c -> c.times(joined(c, ADD), 1.0 / c.operands().size()));
        COMPARISONS.forEach((name, comparison) -> table.put(name, "", 2, c -> compare(c, comparison)));
        table.put(
                "Not",
                "",
                1,
                c -> c.graph()
                        .compare(
                                Comparison.EQUAL,
                                c.any(0),
                                c.graph().zeros(c.any(0).type())));
        table.put("Where", "", 3, ElementwiseOperators::select);
        table.put("Cast", "to saturate", 1, ElementwiseOperators::cast);
        table.put("Clip", "min max", 3, ElementwiseOperators::clip);
        table.put("Identity", "", 1, c -> c.any(0));
        table.putAll("Dropout", "ratio seed is_test", 3, ElementwiseOperators::dropout);
    }

    private static Value negated(Call c, Value x) {
        return c.unary(UnaryFunction.NEGATE, x);
    }

    static Value one(Call c, Value like) {
        return c.graph().splat(like.type(), 1);
    }

    private static Value joined(Call c, BinaryFunction function) {
        Value all = c.x(0);
        for (int i = 1; i < c.operands().size(); i++) {
            all = c.binary(function, all, c.x(i));
        }
        return all;
    }

    /** In inference all stays as it is; the mask says so. In training ONNX leaves open which elements go, so that only none can be meant. */
    private static List<Value> dropout(Call c) {
        boolean training = c.has(2) && c.numbers(2).single() != 0;
        if (training) {
            double ratio = c.has(1) ? c.numbers(1).single() : 0.5;
            if (ratio != 0) {
                throw new OperatorException("nothing must be dropped", "training_mode", "true", "ratio", ratio);
            }
        }
        Value mask = c.graph().splat(new TensorType(ElementType.UINT8, c.shape()), 1);
        return List.of(c.any(0), mask);
    }

    /** The upper bound wins where the bounds cross. */
    private static Value clip(Call c) {
        Value x = c.x();
        if (c.attributes().has("min")) {
            x = c.atLeast(x, c.attributes().real("min", 0));
        }
        if (c.attributes().has("max")) {
            x = c.atMost(x, c.attributes().real("max", 0));
        }
        if (c.has(1)) {
            x = c.binary(MAXIMUM, x, c.x(1));
        }
        return c.has(2) ? c.binary(MINIMUM, x, c.x(2)) : x;
    }

    private static Value compare(Call c, Comparison comparison) {
        Shape shape = Call.common(c.any(0).shape(), c.any(1).shape());
        return c.graph().compare(comparison, c.spread(c.any(0), shape), c.spread(c.any(1), shape));
    }

    private static Value select(Call c) {
        Shape shape = Call.common(
                Call.common(c.any(0).shape(), c.any(1).shape()), c.any(2).shape());
        GraphBuilder graph = c.graph();
        return graph.select(c.spread(c.any(0), shape), c.spread(c.any(1), shape), c.spread(c.any(2), shape));
    }

    private static Value cast(Call c) {
        if (!c.attributes().has("to")) {
            throw new OperatorException(
                    "the type must be told", "attributes", c.attributes().values());
        }
        ElementType to = OnnxTypes.element((int) c.attributes().integer("to", 1));
        return c.graph().cast(c.any(0), to.isFloating() ? c.real() : to);
    }
}
