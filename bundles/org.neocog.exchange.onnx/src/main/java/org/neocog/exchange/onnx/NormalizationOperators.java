package org.neocog.exchange.onnx;

import java.util.List;
import java.util.stream.Stream;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** Normalizations, softmax and reductions. */
final class NormalizationOperators {
    private static final double EPSILON = 1e-5;

    private NormalizationOperators() {}

    static void addTo(Operators.Table table) {
        table.put("BatchNormalization", "epsilon momentum spatial training_mode", 5, NormalizationOperators::batch);
        table.put("InstanceNormalization", "epsilon", 3, NormalizationOperators::instance);
        table.put("GroupNormalization", "epsilon num_groups stash_type", 3, NormalizationOperators::group);
        table.putAll("LayerNormalization", "axis epsilon stash_type", 3, NormalizationOperators::layer);
        table.put("LpNormalization", "axis p", 1, NormalizationOperators::lp);
        table.put("LRN", "alpha beta bias size", 1, NormalizationOperators::localResponse);
        table.put("Softmax", "axis", 1, c -> softmax(c, false));
        table.put("LogSoftmax", "axis", 1, c -> softmax(c, true));
        String reduction = "axes keepdims noop_with_empty_axes";
        table.put("ReduceSum", reduction, 2, c -> reduced(c, c.graph().reduceSum(c.x(), axes(c))));
        table.put("ReduceMean", reduction, 2, c -> reduced(c, c.mean(c.x(), axes(c))));
        table.put("ReduceMax", reduction, 2, c -> reduced(c, c.graph().reduce(ReduceFunction.MAX, c.x(), axes(c))));
        table.put("ReduceMin", reduction, 2, c -> reduced(c, c.graph().reduce(ReduceFunction.MIN, c.x(), axes(c))));
    }

    private static Value batch(Call c) {
        if (c.attributes().flag("training_mode", false) || !c.attributes().flag("spatial", true)) {
            throw new OperatorException(
                    "it must be in inference mode, and per channel",
                    "training_mode",
                    c.attributes().integer("training_mode", 0),
                    "spatial",
                    c.attributes().integer("spatial", 1));
        }
        return c.graph()
                .batchNormalizationInference(
                        c.x(0), c.x(1), c.x(2), c.x(3), c.x(4), c.attributes().real("epsilon", EPSILON));
    }

    /** Mean, and {@code 1 / sqrt(variance + epsilon)}, over axes that stay with size 1. */
    private static List<Value> moments(Call c, Value x, List<Integer> axes) {
        Value mean = c.mean(x, axes);
        Value centred = c.binary(BinaryFunction.SUBTRACT, x, mean);
        Value variance = c.mean(c.graph().multiply(centred, centred), axes);
        Value inverse =
                c.unary(UnaryFunction.RSQRT, c.plus(variance, c.attributes().real("epsilon", EPSILON)));
        return List.of(mean, inverse, c.binary(BinaryFunction.MULTIPLY, centred, inverse));
    }

    private static Value scaled(Call c, Value x, Value scale, Value offset) {
        return c.binary(BinaryFunction.ADD, c.binary(BinaryFunction.MULTIPLY, x, scale), offset);
    }

    private static Value instance(Call c) {
        WindowPlace.requireSpatial(c.shape());
        Value normal = moments(c, c.x(), Call.range(2, c.rank())).get(2);
        return scaled(c, normal, c.perChannel(c.x(1), c.rank()), c.perChannel(c.x(2), c.rank()));
    }

    /** Until version 20 scale and bias are per group. */
    private static Value group(Call c) {
        GraphBuilder graph = c.graph();
        Shape shape = c.shape();
        if (shape.rank() < 3) {
            throw new OperatorException("the input must have spatial axes", "input", shape);
        }
        long groups = c.attributes().integer("num_groups", 0);
        if (groups < 1 || shape.dim(1) % groups != 0) {
            throw new OperatorException(
                    "groups must divide the channels", "num_groups", groups, "channels", shape.dim(1));
        }
        Shape grouped =
                Shape.of(shape.dim(0), groups, shape.range(1, shape.rank()).size() / groups);
        Value normal = moments(c, graph.reshape(c.x(), grouped), List.of(2)).get(2);
        boolean perGroup = c.opset() < 21;
        Value scale = perGroup ? c.perChannel(c.x(1), 3) : c.perChannel(c.x(1), shape.rank());
        Value offset = perGroup ? c.perChannel(c.x(2), 3) : c.perChannel(c.x(2), shape.rank());
        return perGroup
                ? graph.reshape(scaled(c, normal, scale, offset), shape)
                : scaled(c, graph.reshape(normal, shape), scale, offset);
    }

    private static List<Value> layer(Call c) {
        List<Value> moments = moments(c, c.x(), Call.range(c.axis(-1), c.rank()));
        Value y = c.binary(BinaryFunction.MULTIPLY, moments.get(2), c.x(1));
        y = c.has(2) ? c.binary(BinaryFunction.ADD, y, c.x(2)) : y;
        return List.of(y, moments.get(0), moments.get(1));
    }

    /** What is 0 stays so. */
    private static Value lp(Call c) {
        long p = c.attributes().integer("p", 2);
        if (p != 1 && p != 2) {
            throw new OperatorException("p must be 1 or 2", "p", p);
        }
        GraphBuilder graph = c.graph();
        Value x = c.x();
        List<Integer> axis = List.of(c.axis(-1));
        Value sum = c.sum(p == 1 ? c.unary(UnaryFunction.ABS, x) : graph.multiply(x, x), axis);
        Value norm = p == 1 ? sum : c.unary(UnaryFunction.SQRT, sum);
        Value isZero = graph.compare(Comparison.EQUAL, norm, graph.zeros(norm.type()));
        Value divisor = graph.select(isZero, ElementwiseOperators.one(c, norm), norm);
        return c.binary(BinaryFunction.DIVIDE, x, divisor);
    }

    private static Value localResponse(Call c) {
        int size = Math.toIntExact(c.attributes().integer("size", 0));
        if (size < 1 || size % 2 == 0) {
            throw new OperatorException("size must be odd", "size", size);
        }
        return c.graph()
                .localResponseNormalization(
                        c.x(),
                        size,
                        c.attributes().real("alpha", 1e-4),
                        c.attributes().real("beta", 0.75),
                        c.attributes().real("bias", 1));
    }

    /** Until version 12 over all axes from the one that is told on. */
    private static Value softmax(Call c, boolean log) {
        Value x = c.x();
        if (c.opset() >= 13) {
            int axis = c.axis(-1);
            return log ? c.graph().logSoftmax(x, axis) : c.graph().softmax(x, axis);
        }
        int axis = c.axis(1);
        Shape rows = Shape.of(
                c.shape().range(0, axis).size(), c.shape().range(axis, c.rank()).size());
        Value flat = c.graph().reshape(x, rows);
        Value y = log ? c.graph().logSoftmax(flat, 1) : c.graph().softmax(flat, 1);
        return c.graph().reshape(y, c.shape());
    }

    private static List<Integer> axes(Call c) {
        List<Long> given = c.integers(1, "axes", List.of());
        boolean none = given.isEmpty() && c.attributes().flag("noop_with_empty_axes", false);
        return given.isEmpty() && !none ? Call.range(0, c.rank()) : Call.axes(given, c.rank());
    }

    private static Value reduced(Call c, Value y) {
        List<Integer> axes = axes(c);
        Shape kept = Call.kept(c.shape(), axes);
        if (c.attributes().flag("keepdims", true)) {
            return c.graph().reshape(y, kept);
        }
        long[] dims = Stream.iterate(0, i -> i < c.rank(), i -> i + 1)
                .filter(i -> !axes.contains(i))
                .mapToLong(kept::dim)
                .toArray();
        return c.graph().reshape(y, Shape.of(dims));
    }
}
