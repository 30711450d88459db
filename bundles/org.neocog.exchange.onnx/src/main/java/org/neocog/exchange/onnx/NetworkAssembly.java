package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Location;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.onnx.Source.Edge;
import org.neocog.exchange.onnx.Source.Known;

/** Gives layers their names, as those of the weights in the file where they tell, and puts them together. */
final class NetworkAssembly {
    /** Names of weights behind the name of their layer. */
    private static final String WEIGHT = "[./_](weight|kernel|scale|gamma|W|w)(_\\d+)?(\\.folded)?$";

    /** Names that inputs of operators have, by their place; the first is that of the input. */
    private static final Map<String, List<String>> INPUT_NAMES = Map.of(
            "Conv", List.of("", "weight", "bias"),
            "ConvTranspose", List.of("", "weight", "bias"),
            "Gemm", List.of("", "weight", "bias"),
            "MatMul", List.of("weight", "weight"),
            "PRelu", List.of("", "weight"),
            "InstanceNormalization", List.of("", "weight", "bias"),
            "GroupNormalization", List.of("", "weight", "bias"),
            "LayerNormalization", List.of("", "weight", "bias"),
            "BatchNormalization", List.of("", "weight", "bias", "running_mean", "running_var"),
            "Add", List.of("bias", "bias"));

    private static final int MOST_CONSTANTS = 4096;

    private final OnnxModel model;
    private final Drafts drafts;
    private final Problems problems;
    private final Map<Integer, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>(Set.of(LayerDeclaration.INPUT));
    private final Map<String, Integer> ofType = new HashMap<>();
    private final Map<String, String> weights = new HashMap<>();
    private final List<String> remarks = new ArrayList<>();

    NetworkAssembly(OnnxModel model, Drafts drafts, Problems problems) {
        this.model = model;
        this.drafts = drafts;
        this.problems = problems;
        names.put(Source.IMAGES, LayerDeclaration.INPUT);
    }

    ImportedNetwork network(List<String> before) {
        remarks.addAll(before);
        NativeLayers natives = new NativeLayers(drafts);
        List<LayerDeclaration> layers = new ArrayList<>();
        Map<String, ParameterValues> values = new LinkedHashMap<>();
        for (int i = 0; i < drafts.list().size(); i++) {
            Draft draft = drafts.get(i);
            ImportedLayer known = natives.of(draft);
            ImportedLayer layer = known != null ? known : other(draft);
            String name = name(draft, layer);
            names.put(i, name);
            boolean reads = layer.edges().equals(List.of(i - 1));
            layers.add(new LayerDeclaration(
                    name,
                    layer.type(),
                    layer.options(),
                    reads ? List.of() : layer.edges().stream().map(this::nameOf).toList(),
                    Location.NONE));
            layer.values()
                    .forEach((parameter, numbers) -> values.put(
                            name + "." + parameter, new ParameterValues(numbers.shape(), numbers.toFloats())));
            noteSharing(draft, name);
        }
        return new ImportedNetwork(
                model.graph().getName(),
                new ModelSpec(drafts.image(), layers),
                drafts.get(drafts.output()).shape().intDim(-1),
                values,
                remarks);
    }

    private String nameOf(int draft) {
        return Objects.requireNonNull(names.get(draft));
    }

    private void noteSharing(Draft draft, String layer) {
        for (Source input : draft.inputs()) {
            if (input instanceof Known known
                    && known.isWeight()
                    && known.numbers().count() > 1
                    && known.numbers().isReal()) {
                String first = weights.putIfAbsent(known.name(), layer);
                if (first != null && !first.equals(layer)) {
                    remarks.add("The weight \"" + known.name() + "\" is shared in the file; here \"" + first
                            + "\" and \"" + layer + "\" have one each, which training makes differ.");
                }
            }
        }
    }

    /** A layer of type {@code onnx}. */
    private ImportedLayer other(Draft draft) {
        Map<String, Numbers> values = new LinkedHashMap<>();
        List<LayerInput> inputs = new ArrayList<>();
        String hint = "";
        for (int i = 0; i < draft.inputs().size(); i++) {
            Source input = draft.input(i);
            if (input instanceof Known known) {
                LayerInput read = constantOrParameter(draft, i, known, values);
                if (read instanceof LayerInput.Variable variable) {
                    values.put(variable.name(), known.numbers());
                    hint = hint.isEmpty() ? known.name() : hint;
                }
                inputs.add(read);
            } else {
                inputs.add(input instanceof Edge ? new LayerInput.Edge() : new LayerInput.None());
            }
        }
        return new ImportedLayer(OnnxLayer.TYPE, OnnxLayer.options(draft, inputs), values, draft.edges(), hint);
    }

    private LayerInput constantOrParameter(Draft draft, int index, Known known, Map<String, Numbers> taken) {
        Numbers numbers = known.numbers();
        List<String> inputNames = INPUT_NAMES.getOrDefault(draft.operator(), List.of());
        boolean isNamed = index < inputNames.size() && !draft.operator().equals("Add");
        if (numbers.isReal() && (numbers.count() > 1 || isNamed)) {
            String name = index < inputNames.size() ? inputNames.get(index) : "operand" + index;
            boolean statistic = name.startsWith("running_");
            return new LayerInput.Variable(
                    taken.containsKey(name) ? name + index : name, numbers.shape(), known.isWeight() && !statistic);
        }
        if (numbers.count() > MOST_CONSTANTS) {
            problems.add(draft.operator() + " \"" + draft.node() + "\": constants must have at most " + MOST_CONSTANTS
                    + " elements, but input=" + index + ", shape=" + numbers.shape() + ". Only weights may be larger.");
        }
        return new LayerInput.Constant(numbers);
    }

    private String name(Draft draft, ImportedLayer layer) {
        String stem = layer.hint().matches(".+" + WEIGHT) ? layer.hint().replaceFirst(WEIGHT, "") : "";
        String clean = clean(stem.isEmpty() && !model.isOurs() ? draft.node() : stem);
        if (clean.isEmpty()) {
            String type =
                    layer.type().equals(OnnxLayer.TYPE) ? draft.operator().toLowerCase(Locale.ROOT) : layer.type();
            do {
                clean = type + ofType.merge(type, 1, Integer::sum);
            } while (taken.contains(clean));
        }
        String name = clean;
        for (int i = 2; !taken.add(name); i++) {
            name = clean + "_" + i;
        }
        return name;
    }

    /** As names of layers may be. */
    private static String clean(String name) {
        return name.replace('/', '.')
                .replaceAll("[^A-Za-z0-9._-]", "_")
                .replaceAll("\\.{2,}", ".")
                .replaceFirst("^[^A-Za-z0-9_]+", "");
    }
}
