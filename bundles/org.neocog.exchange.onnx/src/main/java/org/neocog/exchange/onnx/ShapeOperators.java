package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Operators that move elements. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void addTo(Operators.Table table) {
        table.put("Flatten", "axis", 1, c -> c.graph().reshape(c.any(0), Shapes.flattened(c.attributes(), c.shape())));
        table.put(
                "Reshape",
                "allowzero",
                2,
                c -> c.graph().reshape(c.any(0), Shapes.reshaped(c.attributes(), c.shape(), c.integers(1))));
        table.put(
                "Squeeze",
                "axes",
                2,
                c -> c.graph().reshape(c.any(0), Shapes.squeezed(c.shape(), c.integers(1, "axes", List.of()))));
        table.put(
                "Unsqueeze",
                "axes",
                2,
                c -> c.graph().reshape(c.any(0), Shapes.unsqueezed(c.shape(), c.integers(1, "axes", List.of()))));
        table.put(
                "Transpose",
                "perm",
                1,
                c -> c.graph().transpose(c.any(0), Shapes.permutation(c.attributes(), c.rank())));
        table.put("Expand", "", 2, ShapeOperators::expand);
        table.put("Concat", "axis", Operator.ANY, ShapeOperators::concatenate);
        table.put("Gather", "axis", 2, ShapeOperators::gather);
        table.put("Slice", "starts ends axes", 5, ShapeOperators::slice);
        table.putAll("Split", "axis split num_outputs", 2, ShapeOperators::split);
        table.put("Pad", "mode pads value", 4, ShapeOperators::pad);
    }

    private static Value expand(Call c) {
        return c.spread(c.any(0), Call.common(c.shape(), Shapes.of(c.integers(1))));
    }

    private static Value concatenate(Call c) {
        List<Value> parts =
                IntStream.range(0, c.operands().size()).mapToObj(c::any).toList();
        int axis = c.axis(c.opset() < 4 ? 1 : 0);
        if (!c.attributes().has("axis")) {
            throw new OperatorException("axis must be told", "inputs", parts.size());
        }
        return c.graph().concatenate(parts, axis);
    }

    /** Indices below 0 count from the end. */
    private static Value gather(Call c) {
        int axis = c.axis(0);
        long size = c.shape().dim(axis);
        Numbers indices = c.numbers(1);
        double[] counted = IntStream.range(0, indices.count())
                .mapToDouble(i -> Shapes.index((long) indices.get(i), size))
                .toArray();
        Value constant = c.graph().constant(ConstantData.of(ElementType.INT64, indices.shape(), counted));
        return c.graph().gather(c.any(0), constant, axis);
    }

    /** Steps below 0 go backwards. */
    private static Value slice(Call c) {
        Value x = c.any(0);
        List<Long> starts = c.integers(1, "starts", List.of());
        List<Long> ends = c.integers(2, "ends", List.of());
        List<Long> axes = c.integers(3, "axes", LongList.range(starts.size()));
        List<Long> steps = c.has(4) ? c.integers(4) : Collections.nCopies(starts.size(), 1L);
        for (int i = 0; i < starts.size(); i++) {
            int axis = Call.axis(axes.get(i), c.rank());
            Shapes.Range range = Shapes.Range.of(
                    starts.get(i), ends.get(i), steps.get(i), x.shape().dim(axis));
            x = range.step() > 0 ? forwards(c, x, axis, range) : picked(c, x, axis, range.indices());
        }
        return x;
    }

    private static Value forwards(Call c, Value x, int axis, Shapes.Range range) {
        List<Long> starts = new ArrayList<>(Collections.nCopies(c.rank(), 0L));
        List<Long> limits = new ArrayList<>();
        List<Long> steps = new ArrayList<>(Collections.nCopies(c.rank(), 1L));
        for (int i = 0; i < c.rank(); i++) {
            limits.add(x.shape().dim(i));
        }
        starts.set(axis, range.start());
        limits.set(axis, Math.max(range.end(), range.start()));
        steps.set(axis, range.step());
        return c.graph().slice(x, starts, limits, steps);
    }

    private static Value picked(Call c, Value x, int axis, double[] indices) {
        Value constant = c.graph().constant(ConstantData.of(ElementType.INT64, Shape.of(indices.length), indices));
        return c.graph().gather(x, constant, axis);
    }

    private static List<Value> split(Call c) {
        int axis = c.axis(0);
        long size = c.shape().dim(axis);
        List<Long> sizes = c.integers(1, "split", List.of());
        if (sizes.isEmpty()) {
            long parts = c.attributes().integer("num_outputs", 0);
            if (parts < 1 || parts > Math.max(size, 1)) {
                throw new OperatorException("the parts must be told, by split or num_outputs", "num_outputs", parts);
            }
            long each = (size + parts - 1) / parts;
            sizes = Stream.iterate(0L, i -> i < parts, i -> i + 1)
                    .map(i -> Math.min(each, size - i * each))
                    .toList();
        }
        if (sizes.stream().anyMatch(part -> part < 0)
                || sizes.stream().mapToLong(part -> part).sum() != size) {
            throw new OperatorException("the parts must make up the axis", "split", sizes, "size", size);
        }
        List<Value> parts = new ArrayList<>();
        long start = 0;
        for (long part : sizes) {
            parts.add(c.graph().slice(c.any(0), axis, start, start + part));
            start += part;
        }
        return parts;
    }

    private static Value pad(Call c) {
        List<Long> pads = c.integers(1, "pads", List.of());
        List<Integer> axes = c.has(3)
                ? c.integers(3).stream().map(axis -> Call.axis(axis, c.rank())).toList()
                : Call.range(0, c.rank());
        if (pads.size() != 2 * axes.size() || pads.stream().anyMatch(amount -> amount < 0)) {
            throw new OperatorException("pads must be two numbers of at least 0 per axis", "pads", pads, "axes", axes);
        }
        String mode = c.attributes().text("mode", "constant");
        if (!mode.equals("constant")) {
            Value x = c.any(0);
            for (int i = 0; i < axes.size(); i++) {
                double[] indices = mirrored(mode, x.shape().dim(axes.get(i)), pads.get(i), pads.get(i + axes.size()));
                x = indices.length == x.shape().dim(axes.get(i)) ? x : picked(c, x, axes.get(i), indices);
            }
            return x;
        }
        List<Long> low = new ArrayList<>(Collections.nCopies(c.rank(), 0L));
        List<Long> high = new ArrayList<>(low);
        for (int i = 0; i < axes.size(); i++) {
            low.set(axes.get(i), pads.get(i));
            high.set(axes.get(i), pads.get(i + axes.size()));
        }
        double value = c.has(2) ? c.numbers(2).single() : c.attributes().real("value", 0);
        return c.graph().pad(c.any(0), low, high, Collections.nCopies(c.rank(), 0L), value);
    }

    /** Which element stands at each place of an axis that is padded with copies. */
    private static double[] mirrored(String mode, long size, long low, long high) {
        if (size < 1 || mode.equals("reflect") && Math.max(low, high) >= size) {
            throw new OperatorException(
                    "there must be elements to copy", "mode", mode, "size", size, "pads", List.of(low, high));
        }
        double[] indices = new double[Math.toIntExact(low + size + high)];
        for (int i = 0; i < indices.length; i++) {
            long at = i - low;
            indices[i] = switch (mode) {
                case "edge" -> Math.max(0, Math.min(size - 1, at));
                case "reflect" -> at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
                case "wrap" -> Math.floorMod(at, size);
                default -> throw new OperatorException("mode must be constant, edge, reflect or wrap", "mode", mode);
            };
        }
        return indices;
    }
}
