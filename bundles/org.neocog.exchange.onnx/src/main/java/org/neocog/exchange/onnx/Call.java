package org.neocog.exchange.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * One use of an operator while it is lowered.
 *
 * @param graph where ops go
 * @param real the floating type that is computed in
 * @param opset version of ONNX's operators
 * @param operands what it reads; null for an optional one that is left out
 */
record Call(GraphBuilder graph, ElementType real, int opset, Attributes attributes, List<@Nullable Operand> operands) {

    boolean has(int index) {
        return index < operands.size() && operands.get(index) != null;
    }

    private Operand operand(int index) {
        Operand operand = index < operands.size() ? operands.get(index) : null;
        if (operand == null) {
            throw new OperatorException("an input must be there", "input", index, "inputs", operands.size());
        }
        return operand;
    }

    /** Operand {@code index}, which is floating. */
    Value x(int index) {
        Value value = any(index);
        if (!value.element().isFloating()) {
            throw new OperatorException(
                    "elements must be floating",
                    "input",
                    index,
                    "type",
                    value.element().toString());
        }
        return value;
    }

    /** Operand {@code index} of whatever type. */
    Value any(int index) {
        return operand(index).value().get();
    }

    Value x() {
        return x(0);
    }

    Shape shape() {
        return any(0).shape();
    }

    int rank() {
        return shape().rank();
    }

    /** Operand {@code index}, whose values must be known: shapes, axes, bounds. */
    Numbers numbers(int index) {
        Numbers numbers = operand(index).numbers();
        if (numbers == null) {
            throw new OperatorException("an input must be constant, and not computed", "input", index);
        }
        return numbers;
    }

    List<Long> integers(int index) {
        return numbers(index).toList();
    }

    /** Whole numbers that are an input, or in older versions an attribute; {@code otherwise} if neither. */
    List<Long> integers(int index, String attribute, List<Long> otherwise) {
        return has(index) ? integers(index) : attributes.integers(attribute, otherwise);
    }

    // ---- axes

    /** An axis counted from the front. */
    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new OperatorException("an axis must be within the rank", "axis", axis, "rank", rank);
        }
        return (int) counted;
    }

    /** The attribute {@code axis}, counted from the front. */
    int axis(long otherwise) {
        return axis(attributes.integer("axis", otherwise), rank());
    }

    /** Axes counted from the front, ascending. */
    static List<Integer> axes(List<Long> given, int rank) {
        return given.stream().map(axis -> axis(axis, rank)).sorted().distinct().toList();
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    // ---- arithmetic that repeats as ONNX does

    /** Repeats {@code value} to a shape, aligned at the end. */
    Value spread(Value value, Shape to) {
        int missing = to.rank() - value.shape().rank();
        if (missing < 0) {
            throw new OperatorException("shapes must fit", "a", value.shape(), "b", to);
        }
        return graph.broadcast(value, to, range(missing, to.rank()));
    }

    static Shape common(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            long p = i < rank - a.rank() ? 1 : a.dim(i - rank + a.rank());
            long q = i < rank - b.rank() ? 1 : b.dim(i - rank + b.rank());
            if (p != q && p != 1 && q != 1) {
                throw new OperatorException("shapes must fit", "a", a, "b", b);
            }
            dims[i] = p == 1 ? q : p;
        }
        return Shape.of(dims);
    }

    Value binary(BinaryFunction function, Value a, Value b) {
        Shape shape = common(a.shape(), b.shape());
        return graph.binary(function, spread(a, shape), spread(b, shape));
    }

    Value binary(BinaryFunction function, Value a, double b) {
        return graph.binary(function, a, graph.splat(a.type(), b));
    }

    Value unary(UnaryFunction function, Value x) {
        return graph.unary(function, x);
    }

    Value plus(Value x, double number) {
        return binary(BinaryFunction.ADD, x, number);
    }

    Value times(Value x, double number) {
        return number == 1 ? x : graph.scale(x, number);
    }

    Value atLeast(Value x, double bound) {
        return binary(BinaryFunction.MAXIMUM, x, bound);
    }

    Value atMost(Value x, double bound) {
        return binary(BinaryFunction.MINIMUM, x, bound);
    }

    /** The sum over axes, which stay with size 1. */
    Value sum(Value x, List<Integer> axes) {
        return graph.reshape(graph.reduceSum(x, axes), kept(x.shape(), axes));
    }

    /** The mean over axes, which stay with size 1. */
    Value mean(Value x, List<Integer> axes) {
        long count = 1;
        for (int axis : axes) {
            count *= x.shape().dim(axis);
        }
        return times(sum(x, axes), 1.0 / count);
    }

    static Shape kept(Shape shape, List<Integer> axes) {
        Shape kept = shape;
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        return kept;
    }

    /** One number per channel, shaped to be repeated over {@code [N, C, ..]}. */
    Value perChannel(Value values, int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[1] = values.shape().size();
        return graph.reshape(values, Shape.of(dims));
    }
}
