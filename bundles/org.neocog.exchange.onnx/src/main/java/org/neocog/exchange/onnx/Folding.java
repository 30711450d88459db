package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * Computes what is known before any image is: the shapes that files put together of pieces, and weights that are turned or cut.
 *
 * @param beside where tensors outside of the file are
 */
record Folding(NodeProto node, Attributes attributes, List<@Nullable Numbers> operands, ExternalData beside) {
    private static final int MOST_MADE = 1 << 20;

    /** The result; null if the operator is none of those that are computed. */
    @Nullable
    Numbers result() {
        String operator = node.getOpType();
        UnaryFunction unary = ElementwiseOperators.UNARY.get(operator);
        if (unary != null && x().isReal()) {
            return elementwise(x(), unary::apply);
        }
        BinaryFunction binary = ElementwiseOperators.BINARY.get(operator);
        if (binary != null) {
            return binary(x(), operand(1), binary::apply);
        }
        return switch (operator) {
            case "Constant" -> constant();
            case "ConstantOfShape" -> filled();
            case "Range" -> range();
            case "Identity" -> x();
            case "Cast" -> cast();
            case "Min" -> binary(x(), operand(1), Math::min);
            case "Max" -> binary(x(), operand(1), Math::max);
            default -> moved(operator);
        };
    }

    private @Nullable Numbers moved(String operator) {
        Shape shape = operands.isEmpty() ? Shape.scalar() : x().shape();
        return switch (operator) {
            case "Flatten" -> x().as(Shapes.flattened(attributes, shape));
            case "Reshape" ->
                x().as(Shapes.reshaped(attributes, shape, operand(1).toList()));
            case "Squeeze" -> x().as(Shapes.squeezed(shape, integers(1, "axes", List.of())));
            case "Unsqueeze" -> x().as(Shapes.unsqueezed(shape, integers(1, "axes", List.of())));
            case "Transpose" -> transposed();
            case "Expand" ->
                expanded(x(), Call.common(shape, Shapes.of(operand(1).toList())));
            case "Concat" -> concatenated();
            case "Gather" -> gathered();
            case "Slice" -> sliced();
            case "ScatterElements" -> scattered();
            default -> null;
        };
    }

    private Numbers x() {
        return operand(0);
    }

    private boolean has(int index) {
        return index < operands.size() && operands.get(index) != null;
    }

    private Numbers operand(int index) {
        if (!has(index)) {
            throw new OperatorException("an input must be there", "input", index, "inputs", operands.size());
        }
        return Objects.requireNonNull(operands.get(index));
    }

    private List<Long> integers(int index, String attribute, List<Long> otherwise) {
        return has(index) ? operand(index).toList() : attributes.integers(attribute, otherwise);
    }

    // ---- making

    private Numbers constant() {
        AttributeProto value = node.getAttributeCount() == 1 ? node.getAttribute(0) : null;
        if (value != null) {
            switch (value.getType()) {
                case TENSOR:
                    return OnnxTypes.numbers(value.getT(), beside);
                case INT:
                    return Numbers.of(ElementType.INT64, Shape.scalar(), value.getI());
                case INTS:
                    return Numbers.integers(value.getIntsList());
                case FLOAT:
                    return Numbers.ofFloats(Shape.scalar(), value.getF());
                case FLOATS:
                    return Numbers.of(
                            ElementType.FLOAT32,
                            Shape.of(value.getFloatsCount()),
                            value.getFloatsList().stream()
                                    .mapToDouble(number -> number)
                                    .toArray());
                default:
            }
        }
        throw new OperatorException(
                "a constant must be a tensor, or numbers",
                "attributes",
                attributes.values().keySet());
    }

    private static int makeable(Shape shape) {
        long size = shape.size();
        if (size > MOST_MADE) {
            throw new OperatorException("a tensor that is made must not be so large", "shape", shape);
        }
        return (int) size;
    }

    private Numbers filled() {
        Shape shape = Shapes.of(x().toList());
        double[] values = new double[makeable(shape)];
        ElementType element = ElementType.FLOAT32;
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals("value") && attribute.getType() == AttributeType.TENSOR) {
                Numbers value = OnnxTypes.numbers(attribute.getT(), beside);
                element = value.element();
                Arrays.fill(values, value.single());
            }
        }
        return Numbers.of(element, shape, values);
    }

    private Numbers range() {
        double start = x().single();
        double step = operand(2).single();
        double count = Math.max(0, Math.ceil((operand(1).single() - start) / step));
        if (!(count <= MOST_MADE)) {
            throw new OperatorException("a tensor that is made must not be so large", "elements", count);
        }
        return Numbers.of(
                x().element(),
                Shape.of((long) count),
                DoubleStream.iterate(0, i -> i < count, i -> i + 1)
                        .map(i -> start + i * step)
                        .toArray());
    }

    // ---- computing

    private static Numbers elementwise(Numbers x, java.util.function.DoubleUnaryOperator function) {
        return Numbers.of(
                x.element(),
                x.shape(),
                Arrays.stream(x.toArray()).map(function).map(x.element()::round).toArray());
    }

    private static Numbers binary(Numbers a, Numbers b, DoubleBinaryOperator function) {
        if (a.element() != b.element()) {
            throw new OperatorException("elements must be of one type", "a", a.element(), "b", b.element());
        }
        Shape shape = Call.common(a.shape(), b.shape());
        double[] first = expanded(a, shape).toArray();
        double[] second = expanded(b, shape).toArray();
        for (int i = 0; i < first.length; i++) {
            if (!a.isReal() && second[i] == 0 && Double.isInfinite(function.applyAsDouble(1, 0))) {
                throw new OperatorException("integers must not be divided by 0", "shape", shape);
            }
            first[i] = a.element().round(function.applyAsDouble(first[i], second[i]));
        }
        return Numbers.of(a.element(), shape, first);
    }

    private Numbers cast() {
        ElementType to = OnnxTypes.element((int) attributes.integer("to", 1));
        return Numbers.of(
                to, x().shape(), Arrays.stream(x().toArray()).map(to::round).toArray());
    }

    // ---- moving

    /** Element {@code (i, j, ..)} of the result is the one at {@code offset + i strides[0] + j strides[1] + ..}. */
    private static Numbers strided(Numbers x, Shape shape, long[] strides, long offset) {
        double[] values = new double[shape.intSize()];
        long[] place = new long[shape.rank()];
        long at = offset;
        for (int i = 0; i < values.length; i++) {
            values[i] = x.get((int) at);
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++place[axis] < shape.dim(axis)) {
                    break;
                }
                at -= strides[axis] * place[axis];
                place[axis] = 0;
            }
        }
        return Numbers.of(x.element(), shape, values);
    }

    private Numbers transposed() {
        List<Integer> permutation = Shapes.permutation(attributes, x().shape().rank());
        long[] from = x().shape().strides();
        return strided(
                x(),
                Shape.of(permutation.stream().mapToLong(x().shape()::dim).toArray()),
                permutation.stream().mapToLong(axis -> from[axis]).toArray(),
                0);
    }

    private static Numbers expanded(Numbers x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        makeable(shape);
        long[] strides = new long[shape.rank()];
        int missing = shape.rank() - x.shape().rank();
        for (int i = missing; i < strides.length; i++) {
            strides[i] = x.shape().dim(i - missing) == 1 ? 0 : x.shape().strides()[i - missing];
        }
        return strided(x, shape, strides, 0);
    }

    private Numbers sliced() {
        List<Long> starts = integers(1, "starts", List.of());
        List<Long> ends = integers(2, "ends", List.of());
        List<Long> axes = integers(3, "axes", LongList.range(starts.size()));
        Shape shape = x().shape();
        long[] strides = shape.strides();
        long offset = 0;
        for (int i = 0; i < starts.size(); i++) {
            int axis = Call.axis(axes.get(i), shape.rank());
            long step = has(4) ? operand(4).toList().get(i) : 1;
            Shapes.Range range = Shapes.Range.of(starts.get(i), ends.get(i), step, shape.dim(axis));
            offset += range.start() * strides[axis];
            strides[axis] *= step;
            shape = shape.with(axis, range.count());
        }
        return strided(x(), shape, strides, offset);
    }

    private Numbers concatenated() {
        Shape shape = x().shape();
        int axis = Call.axis(attributes.integer("axis", 0), shape.rank());
        int before = shape.range(0, axis).intSize();
        long joined = 0;
        List<Numbers> parts = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            Numbers part = operand(i);
            parts.add(part);
            boolean fits = part.shape().rank() == shape.rank()
                    && part.shape().with(axis, 1).equals(shape.with(axis, 1))
                    && part.element() == x().element();
            if (!fits) {
                throw new OperatorException("parts must fit", "first", shape, "part", part.shape(), "axis", axis);
            }
            joined += part.shape().dim(axis);
        }
        Shape result = shape.with(axis, joined);
        double[] values = new double[result.intSize()];
        int at = 0;
        for (int row = 0; row < before; row++) {
            for (Numbers part : parts) {
                int length = part.count() / before;
                for (int i = 0; i < length; i++) {
                    values[at++] = part.get(row * length + i);
                }
            }
        }
        return Numbers.of(x().element(), result, values);
    }

    private Numbers gathered() {
        Shape shape = x().shape();
        int axis = Call.axis(attributes.integer("axis", 0), shape.rank());
        Numbers indices = operand(1);
        Shape inner = shape.range(axis + 1, shape.rank());
        Shape result = shape.range(0, axis).concat(indices.shape()).concat(inner);
        double[] values = new double[result.intSize()];
        int at = 0;
        for (int outer = 0; outer < shape.range(0, axis).size(); outer++) {
            for (int k = 0; k < indices.count(); k++) {
                long index = Shapes.index((long) indices.get(k), shape.dim(axis));
                for (int i = 0; i < inner.size(); i++) {
                    values[at++] = x().get((int) ((outer * shape.dim(axis) + index) * inner.size() + i));
                }
            }
        }
        return Numbers.of(x().element(), result, values);
    }

    /** {@code x[.., index[..], ..] += update[..]}, or {@code =}. */
    private Numbers scattered() {
        Shape shape = x().shape();
        int axis = Call.axis(attributes.integer("axis", 0), shape.rank());
        Numbers indices = operand(1);
        Numbers updates = operand(2);
        String reduction = attributes.text("reduction", "none");
        if (!indices.shape().equals(updates.shape())
                || indices.shape().rank() != shape.rank()
                || !List.of("none", "add").contains(reduction)) {
            throw new OperatorException(
                    "indices must fit the updates, and reduction be none or add",
                    "indices",
                    indices.shape(),
                    "updates",
                    updates.shape(),
                    "reduction",
                    reduction);
        }
        double[] values = x().toArray();
        long[] strides = shape.strides();
        long[] from = indices.shape().strides();
        for (int i = 0; i < indices.count(); i++) {
            long at = 0;
            for (int k = 0; k < shape.rank(); k++) {
                long place = i / from[k] % indices.shape().dim(k);
                long index = k == axis ? (long) indices.get(i) : place;
                at += Shapes.index(index, shape.dim(k)) * strides[k];
            }
            values[(int) at] = reduction.equals("add") ? values[(int) at] + updates.get(i) : updates.get(i);
        }
        return Numbers.of(x().element(), shape, values);
    }
}
