package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.AuxiliaryOutput;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Binder;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.config.Schema;
import org.neocog.config.SequenceNode;
import org.neocog.tensor.Shape;

/** Reads the section {@code model}; what is wrong is reported. */
final class ModelReader {
    private static final Option<List<Integer>> INPUT = Option.integers(
                    "input", "shape of an image: channels, height, width; that of the data if absent")
            .optional()
            .atLeast(1)
            .length(3, 3);
    private static final Option<ConfigNode> LAYERS =
            Option.node(LayerList.LAYERS_KEY, "layers and blocks in order; the last one is the output");
    private static final Option<ConfigNode> OUTPUTS = Option.node(
                    "outputs", "further outputs, whose losses count while it trains: [{from: LAYER, weight: 0.3}]")
            .optional();

    /** The keys of a list of layers. */
    static final Schema SCHEMA = Schema.of(INPUT, LAYERS, OUTPUTS);

    private static final Option<String> FROM = Option.text("from", "the layer whose output it is");
    private static final Option<Double> WEIGHT =
            Option.number("weight", "factor of its loss").orElse(1.0).atLeast(0).check("be finite", Double::isFinite);

    /** The keys of a further output. */
    static final Schema OUTPUT = Schema.of(FROM, WEIGHT).primary(FROM);

    private final Binder binder;
    private final Problems problems;

    ModelReader(Binder binder, Problems problems) {
        this.binder = binder;
        this.problems = problems;
    }

    /** The network, and the options {@link TrainingSchema#TRANSFER} of the same section. */
    record Read(ModelSection section, Options transfer) {}

    @Nullable
    Read readWithTransfer(ConfigNode node) {
        MappingNode mapping = node instanceof MappingNode given ? given : MappingNode.of();
        Map<String, MappingNode.Entry> own = new LinkedHashMap<>(mapping.entries());
        own.keySet().retainAll(TrainingSchema.TRANSFER.names());
        Options transfer = binder.bind(TrainingSchema.TRANSFER, new MappingNode(own, node.location()), "model");
        Map<String, MappingNode.Entry> network = new LinkedHashMap<>(mapping.entries());
        network.keySet().removeAll(own.keySet());
        ModelSection section = read(node instanceof MappingNode ? new MappingNode(network, node.location()) : node);
        return section == null ? null : new Read(section, transfer);
    }

    @Nullable
    ModelSection read(ConfigNode node) {
        MappingNode mapping = node instanceof MappingNode given ? given : MappingNode.of();
        MappingNode.Entry layers = mapping.entries().get(LAYERS.name());
        MappingNode.Entry architecture = mapping.entries().get("architecture");
        if (layers != null && architecture != null) {
            problems.add(layers.key(), "model must have either architecture or layers, but has both.");
            return null;
        }
        if (layers == null && architecture == null && node instanceof MappingNode) {
            problems.add(node.location(), "missing key \"architecture\" or \"layers\" in model.");
            return null;
        }
        if (layers == null) {
            Binder.Inline bound =
                    binder.bindInline(ArchitectureTemplate.KIND, "architecture", node, Schema.empty(), "model");
            return new ModelSection.Named(bound.plugIn());
        }
        Options bound = binder.bind(SCHEMA, mapping, "model");
        LayerExpansion network = new LayerList(binder, problems).read(layers.value());
        Shape input = bound.find(INPUT)
                .map(dims -> Shape.of(dims.stream().mapToLong(d -> d).toArray()))
                .orElse(null);
        List<AuxiliaryOutput> outputs =
                bound.find(OUTPUTS).map(list -> outputs(list, network)).orElse(List.of());
        return new ModelSection.Layers(new ModelSpec(input, network.layers(), outputs));
    }

    private List<AuxiliaryOutput> outputs(ConfigNode node, LayerExpansion network) {
        if (!(node instanceof SequenceNode sequence)) {
            problems.add(
                    node.location(),
                    "outputs must be a list, but is " + node.shown() + ". Write [{from: LAYER, weight: 0.3}].");
            return List.of();
        }
        List<AuxiliaryOutput> outputs = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            ConfigNode item = sequence.items().get(i);
            Options bound = binder.bind(OUTPUT, item, "model.outputs." + i);
            String from = bound.find(FROM).orElse(null);
            Double weight = bound.find(WEIGHT).orElse(null);
            if (from == null || weight == null) {
                continue;
            }
            String layer = network.layer(from).orElse(null);
            if (layer == null) {
                problems.add(bound.location(FROM), "from names no layer: \"" + from + "\"" + network.cure(from));
            } else if (!seen.add(layer)) {
                problems.add(
                        bound.location(FROM),
                        "outputs must name a layer once, but \"" + from + "\" is there twice. Add the weights.");
            } else {
                outputs.add(new AuxiliaryOutput(layer, weight));
            }
        }
        return outputs;
    }

    /** Writes a network so that reading it gives the same. */
    static MappingNode toNode(ModelSpec network) {
        MappingNode node = MappingNode.of();
        Shape input = network.input();
        if (input != null) {
            List<Object> dims = new ArrayList<>();
            for (long dim : input.dims()) {
                dims.add(dim);
            }
            node = node.with(INPUT.name(), ConfigNode.of(dims));
        }
        node = node.with(LAYERS.name(), LayerList.toNode(network.layers()));
        if (network.auxiliary().isEmpty()) {
            return node;
        }
        List<ConfigNode> outputs = new ArrayList<>();
        for (AuxiliaryOutput output : network.auxiliary()) {
            outputs.add(MappingNode.of(FROM.name(), output.layer(), WEIGHT.name(), output.weight()));
        }
        return node.with(OUTPUTS.name(), ConfigNode.of(outputs));
    }
}
