package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neocog.config.MappingNode;
import org.neocog.exchange.onnx.Source.Known;
import org.neocog.tensor.Shape;

/** The layer types that compute exactly what an operator does, where there is one; the others are layers of type {@code onnx}. */
final class NativeLayers {
    private static final Map<String, String> PLAIN = Map.of("Relu", "relu", "Sigmoid", "sigmoid", "Tanh", "tanh");

    private final Drafts drafts;

    NativeLayers(Drafts drafts) {
        this.drafts = drafts;
    }

    /** The layer, or null if there is none that is the same. */
    @Nullable
    ImportedLayer of(Draft draft) {
        Shape x = drafts.shape(draft, 0);
        if (draft.output() != 0 || !draft.isEdge(0) || x == null) {
            return null;
        }
        String plain = PLAIN.get(draft.operator());
        if (plain != null) {
            return ImportedLayer.plain(plain, MappingNode.of(), draft);
        }
        return switch (draft.operator()) {
            case "Conv" -> convolution(draft, x);
            case "Gemm" -> gemm(draft, x);
            case "MatMul" -> product(draft, x);
            case "BatchNormalization" -> batchNormalization(draft);
            case "LRN" -> localResponse(draft);
            case "MaxPool", "AveragePool", "LpPool" -> pool(draft, x);
            case "ReduceMean" -> globalAverage(draft, x);
            case "Flatten", "Reshape" -> flatten(draft, x);
            case "Concat" -> concatenate(draft, x);
            case "Add", "Sum" -> add(draft, x);
            case "Dropout" -> dropout(draft);
            case "Softmax" -> softmax(draft, x);
            case "Pad" -> pad(draft, x);
            default -> null;
        };
    }

    // ---- with weights

    private @Nullable ImportedLayer convolution(Draft draft, Shape x) {
        Known weight = draft.known(1);
        Known bias = draft.known(2);
        boolean hasBias = draft.input(2) != null;
        if (weight == null || hasBias && bias == null) {
            return null;
        }
        Shape filter = weight.numbers().shape();
        WindowPlace place = place(draft, x, false);
        MappingNode options = LayerOptions.of()
                .put("filters", filter.dim(0))
                .put("kernel", LayerOptions.one(place.kernel()))
                .unless("stride", LayerOptions.one(place.strides()), 1)
                .unless("padding", sides(place.low(), place.high()), 0)
                .unless("dilation", LayerOptions.one(place.dilations()), 1)
                .unless("groups", (int) draft.attributes().integer("group", 1), 1)
                .unless("bias", bias != null, true)
                .toNode();
        return weighted("conv" + place.kernel().size() + "d", options, draft, weight, bias);
    }

    private static ImportedLayer weighted(
            String type, MappingNode options, Draft draft, Known weight, @Nullable Known bias) {
        return weighted(type, options, draft, weight.name(), weight.numbers(), bias == null ? null : bias.numbers());
    }

    private static ImportedLayer weighted(
            String type, MappingNode options, Draft draft, String hint, Numbers weight, @Nullable Numbers bias) {
        Map<String, Numbers> values = new LinkedHashMap<>();
        values.put("weight", weight);
        if (bias != null) {
            values.put("bias", bias);
        }
        return new ImportedLayer(type, options, values, draft.edges(), hint);
    }

    /** Factors become part of the weights. */
    private @Nullable ImportedLayer gemm(Draft draft, Shape x) {
        Known weight = draft.known(1);
        Known bias = draft.known(2);
        boolean hasBias = draft.input(2) != null;
        boolean fits = weight != null
                && x.rank() == 2
                && !draft.attributes().flag("transA", false)
                && (!hasBias
                        || bias != null
                                && fitsRow(bias.numbers().shape(), draft.shape().dim(1)));
        if (!fits || weight == null) {
            return null;
        }
        Numbers rows = draft.attributes().flag("transB", false) ? weight.numbers() : turned(weight.numbers());
        double alpha = draft.attributes().real("alpha", 1);
        double beta = draft.attributes().real("beta", 1);
        Numbers offsets =
                bias == null ? null : row(bias.numbers(), draft.shape().dim(1));
        MappingNode options = LayerOptions.of()
                .put("units", draft.shape().dim(1))
                .unless("bias", offsets != null, true)
                .toNode();
        return weighted(
                "dense",
                options,
                draft,
                weight.name(),
                scaled(rows, alpha),
                offsets == null ? null : scaled(offsets, beta));
    }

    private static boolean fitsRow(Shape shape, long columns) {
        return shape.size() == 1 && shape.rank() <= 2 || Simplification.isRow(shape, columns);
    }

    private static Numbers row(Numbers bias, long columns) {
        float[] values = new float[Math.toIntExact(columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) bias.get(bias.count() == 1 ? 0 : i);
        }
        return Numbers.ofFloats(Shape.of(columns), values);
    }

    private static Numbers scaled(Numbers numbers, double factor) {
        if (factor == 1) {
            return numbers;
        }
        float[] values = numbers.toFloats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return Numbers.ofFloats(numbers.shape(), values);
    }

    private static Numbers turned(Numbers matrix) {
        int rows = matrix.shape().intDim(0);
        int columns = matrix.shape().intDim(1);
        float[] from = matrix.toFloats();
        float[] values = new float[from.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[j * rows + i] = from[i * columns + j];
            }
        }
        return Numbers.ofFloats(Shape.of(columns, rows), values);
    }

    private @Nullable ImportedLayer product(Draft draft, Shape x) {
        Known weight = draft.known(1);
        if (weight == null || x.rank() != 2 || weight.numbers().shape().rank() != 2) {
            return null;
        }
        MappingNode options = MappingNode.of("units", draft.shape().dim(1), "bias", false);
        return weighted("dense", options, draft, weight.name(), turned(weight.numbers()), null);
    }

    private static @Nullable ImportedLayer batchNormalization(Draft draft) {
        String[] names = {"weight", "bias", "running_mean", "running_var"};
        Map<String, Numbers> values = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            Known known = draft.known(i + 1);
            if (known == null) {
                return null;
            }
            values.put(names[i], known.numbers());
        }
        double epsilon = draft.attributes().real("epsilon", 1e-5);
        double momentum = 1 - draft.attributes().real("momentum", 0.9);
        Known scale = draft.known(1);
        if (epsilon <= 0 || momentum < 0 || momentum > 1 || scale == null) {
            return null;
        }
        // one minus a short decimal number is short again
        MappingNode options = MappingNode.of("epsilon", epsilon, "momentum", (double) Math.round(momentum * 1e9) / 1e9);
        return new ImportedLayer("batch-norm", options, values, draft.edges(), scale.name());
    }

    // ---- windows

    private static WindowPlace place(Draft draft, Shape x, boolean ceil) {
        Attributes a = draft.attributes();
        Known filter = draft.operator().equals("Conv") ? draft.known(1) : null;
        List<Integer> kernel = filter == null
                ? WindowPlace.kernel(a, x)
                : WindowPlace.kernel(a, x, filter.numbers().shape());
        return WindowPlace.of(a, x, kernel, ceil);
    }

    /** Before and after each axis in turn, as configs have it; one number if all are equal. */
    private static Object sides(List<Integer> low, List<Integer> high) {
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < low.size(); i++) {
            sides.add(low.get(i));
            sides.add(high.get(i));
        }
        return LayerOptions.one(sides);
    }

    private static @Nullable ImportedLayer pool(Draft draft, Shape x) {
        boolean ceil = draft.attributes().flag("ceil_mode", false);
        WindowPlace place = place(draft, x, ceil);
        boolean fits = IntStream.range(0, place.kernel().size())
                .allMatch(i -> Math.max(place.low().get(i), place.high().get(i))
                        < place.kernel().get(i));
        double p = draft.attributes().integer("p", 2);
        if (place.isDilated() || !fits || p < 1) {
            return null;
        }
        LayerOptions options = LayerOptions.of()
                .put("size", LayerOptions.one(place.kernel()))
                .put("stride", LayerOptions.one(place.strides()))
                .unless("padding", sides(place.low(), place.high()), 0)
                .unless("ceil-mode", ceil, false);
        return switch (draft.operator()) {
            case "MaxPool" -> ImportedLayer.plain("max-pool", options.toNode(), draft);
            case "LpPool" -> ImportedLayer.plain("lp-pool", options.put("p", p).toNode(), draft);
            default -> {
                boolean countsPadding = draft.attributes().flag("count_include_pad", false);
                yield ImportedLayer.plain(
                        "average-pool",
                        options.unless("count-padding", countsPadding, false).toNode(),
                        draft);
            }
        };
    }

    private static @Nullable ImportedLayer globalAverage(Draft draft, Shape x) {
        boolean isMean = x.rank() > 2
                && draft.shape().equals(x.range(0, 2))
                && draft.inputs().size() == 1
                && Call.axes(draft.attributes().integers("axes", List.of()), x.rank())
                        .equals(Call.range(2, x.rank()));
        return isMean ? ImportedLayer.plain("global-average-pool", MappingNode.of(), draft) : null;
    }

    // ---- without weights

    private static @Nullable ImportedLayer localResponse(Draft draft) {
        Attributes a = draft.attributes();
        if (a.real("bias", 1) <= 0 || a.real("alpha", 1e-4) < 0 || a.real("beta", 0.75) < 0) {
            return null;
        }
        MappingNode options = MappingNode.of(
                "size",
                a.integer("size", 1),
                "alpha",
                a.real("alpha", 1e-4),
                "beta",
                a.real("beta", 0.75),
                "k",
                a.real("bias", 1));
        return ImportedLayer.plain("local-response-norm", options, draft);
    }

    private static @Nullable ImportedLayer flatten(Draft draft, Shape x) {
        boolean flat = x.rank() >= 2
                && draft.shape().equals(Shape.of(x.dim(0), x.range(1, x.rank()).size()))
                && isPerImage(draft);
        return flat ? ImportedLayer.plain("flatten", MappingNode.of(), draft) : null;
    }

    /** Whether the first axis stays that of the images, and does not just happen to be as long. */
    private static boolean isPerImage(Draft draft) {
        if (draft.operator().equals("Flatten")) {
            return draft.attributes().integer("axis", 1) == 1;
        }
        Known target = draft.known(1);
        return target != null && target.numbers().get(0) <= 0;
    }

    private @Nullable ImportedLayer concatenate(Draft draft, Shape x) {
        boolean all = IntStream.range(0, draft.inputs().size()).allMatch(draft::isEdge);
        int axis = Call.axis(draft.attributes().integer("axis", 0), x.rank());
        return all && axis >= 1 && draft.inputs().size() > 1
                ? ImportedLayer.plain("concatenate", MappingNode.of("axis", axis), draft)
                : null;
    }

    private @Nullable ImportedLayer add(Draft draft, Shape x) {
        boolean all = draft.inputs().size() > 1
                && IntStream.range(0, draft.inputs().size())
                        .allMatch(i -> draft.isEdge(i) && Objects.equals(x, drafts.shape(draft, i)));
        return all ? ImportedLayer.plain("add", MappingNode.of(), draft) : null;
    }

    private static @Nullable ImportedLayer dropout(Draft draft) {
        Known told = draft.known(1);
        double rate =
                told != null ? told.numbers().single() : draft.attributes().real("ratio", 0.5);
        if (rate < 0 || rate >= 1) {
            return null;
        }
        double shown = Double.parseDouble(Float.toString((float) rate));
        return ImportedLayer.plain("dropout", MappingNode.of("rate", shown), draft);
    }

    private static @Nullable ImportedLayer softmax(Draft draft, Shape x) {
        int axis = Call.axis(draft.attributes().integer("axis", draft.opset() < 13 ? 1 : -1), x.rank());
        boolean fits = axis == 1 && (draft.opset() >= 13 || x.rank() == 2);
        return fits ? ImportedLayer.plain("softmax", MappingNode.of(), draft) : null;
    }

    private static @Nullable ImportedLayer pad(Draft draft, Shape x) {
        Attributes a = draft.attributes();
        Known told = draft.known(1);
        Known value = draft.known(2);
        List<Long> pads = told != null ? told.numbers().toList() : a.integers("pads", List.of());
        String mode = a.text("mode", "constant");
        double number = value != null ? value.numbers().single() : a.real("value", 0);
        int rank = x.rank();
        boolean fits = draft.input(3) == null
                && rank >= 3
                && rank <= WindowPlace.MOST_AXES + 2
                && pads.size() == 2 * rank
                && pads.get(0) + pads.get(1) + pads.get(rank) + pads.get(rank + 1) == 0
                && (mode.equals("constant") || mode.equals("edge"));
        if (!fits) {
            return null;
        }
        List<Integer> numbers = Attributes.integers32("pads", pads);
        Object amount = sides(numbers.subList(2, rank), numbers.subList(rank + 2, 2 * rank));
        MappingNode options = mode.equals("edge")
                ? MappingNode.of("amount", amount, "mode", mode)
                : MappingNode.of("amount", amount, "value", number);
        return ImportedLayer.plain("pad", options, draft);
    }
}
