package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.config.Binder;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.Schema;
import org.neocog.config.SequenceNode;
import org.neocog.layer.LayerType;

/**
 * Reads {@code model.layers}: names, types, options and edges. An item is {@code tanh}, {@code {conv2d: {filters: 6}}},
 * {@code {conv2d: {filters: 6}, name: c1, from: [a, b]}}, or {@code {block: b1, repeat: 3, with: {filters: 6}, layers: [...]}}.
 */
final class LayerList {
    static final String BLOCK_KEY = "block";
    static final String LAYERS_KEY = "layers";
    static final String WITH_KEY = "with";

    private static final int MOST_REPETITIONS = 1000;
    private static final Option<String> NAME = name("name", "name of the layer, prefix of its parameters");
    private static final Option<List<String>> FROM =
            Option.texts("from", "layers whose outputs it reads").optional().length(1, Integer.MAX_VALUE);
    private static final Schema ITEM = Schema.of(NAME, FROM);

    private static final Option<String> BLOCK = name(BLOCK_KEY, "name of the block, prefix of the names of its layers");
    private static final Option<Integer> REPEAT = Option.integer(
                    "repeat", "how often its layers stand one after the other, numbered from 0")
            .optional()
            .atLeast(1)
            .atMost(MOST_REPETITIONS);
    private static final Option<List<String>> INPUT =
            Option.texts("from", "layer whose output comes in").optional().length(1, 1);
    private static final Option<ConfigNode> WITH = Option.node(
                    WITH_KEY, "values that ${with.KEY} stands for in its layers")
            .optional();
    private static final Option<ConfigNode> LAYERS = Option.node(LAYERS_KEY, "its layers in order");

    /** The keys of a block. */
    static final Schema BLOCK_SCHEMA = Schema.of(BLOCK, REPEAT, INPUT, WITH, LAYERS);

    private final Binder binder;
    private final Problems problems;

    LayerList(Binder binder, Problems problems) {
        this.binder = binder;
        this.problems = problems;
    }

    private static Option<String> name(String key, String help) {
        return Option.text(key, help)
                .check(
                        "be letters, digits, \".\", \"_\" and \"-\", and not \"input\"",
                        name -> name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*") && !name.equals(LayerDeclaration.INPUT))
                .optional();
    }

    /** Reads the list; what is wrong is reported. */
    LayerExpansion read(ConfigNode node) {
        LayerExpansion network = new LayerExpansion(problems);
        network.expand(items(node, "model." + LAYERS_KEY));
        return network;
    }

    private List<LayerItem> items(ConfigNode node, String where) {
        if (!(node instanceof SequenceNode sequence) || sequence.items().isEmpty()) {
            problems.add(node.location(), "layers must be a list of at least one layer, but is " + node.shown() + ".");
            return List.of();
        }
        Map<String, Integer> ofType = new TreeMap<>();
        List<LayerItem> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            ConfigNode item = sequence.items().get(i);
            String place = where + "." + i;
            if (item instanceof MappingNode mapping && mapping.get(BLOCK_KEY).isPresent()) {
                items.add(block(mapping, place, ofType));
            } else {
                single(item, place, ofType).ifPresent(items::add);
            }
        }
        return items;
    }

    private LayerItem.Block block(MappingNode node, String where, Map<String, Integer> ofType) {
        Options bound = binder.bind(BLOCK_SCHEMA, node, where);
        ConfigNode with = bound.find(WITH).orElse(null);
        if (with != null && !(with instanceof MappingNode)) {
            problems.add(
                    with.location(),
                    "with must be a mapping, but is " + with.shown() + ". Write {filters: 64}, and ${with.filters}"
                            + " in the layers.");
        }
        String name = bound.find(BLOCK).orElseGet(() -> BLOCK_KEY + ofType.merge(BLOCK_KEY, 1, Integer::sum));
        return new LayerItem.Block(
                name,
                bound.find(REPEAT).map(OptionalInt::of).orElseGet(OptionalInt::empty),
                bound.find(LAYERS)
                        .map(layers -> items(layers, where + "." + LAYERS_KEY))
                        .orElse(List.of()),
                bound.find(INPUT).map(names -> new LayerItem.From(names, bound.location(INPUT))),
                bound.isExplicit(BLOCK) ? bound.location(BLOCK) : node.location(),
                node.location());
    }

    private Optional<LayerItem> single(ConfigNode node, String where, Map<String, Integer> ofType) {
        Map<String, MappingNode.Entry> own = new LinkedHashMap<>();
        ConfigNode reference = node;
        if (node instanceof MappingNode mapping) {
            own.putAll(mapping.entries());
            own.keySet().retainAll(Set.of(NAME.name(), FROM.name()));
            reference = mapping.without(NAME.name()).without(FROM.name());
        }
        Options bound = binder.bind(ITEM, new MappingNode(own, node.location()), where);
        if (reference instanceof MappingNode mapping
                && mapping.get("type").isEmpty()
                && mapping.entries().size() != 1) {
            problems.add(node.location(), wrongForm(where, mapping));
            return Optional.empty();
        }
        PlugInConfig layer = binder.bindPlugIn(LayerType.KIND, reference, where);
        int number = ofType.merge(layer.type(), 1, Integer::sum);
        boolean isNamed = bound.isExplicit(NAME);
        return Optional.of(new LayerItem.Single(
                layer,
                bound.find(NAME).orElse(layer.type() + number),
                isNamed,
                bound.find(FROM).map(names -> new LayerItem.From(names, bound.location(FROM))),
                isNamed ? bound.location(NAME) : node.location(),
                node.location()));
    }

    private static String wrongForm(String where, MappingNode mapping) {
        String found = mapping.entries().isEmpty()
                ? "none"
                : String.join(", ", mapping.entries().keySet());
        return where + " must have one key that names its layer, beside name and from, but has " + found
                + ". Write a layer's options beneath its name: {conv2d: {filters: 6}, name: c1}.";
    }

    /** Writes layers with their names, edges and options as they are declared. */
    static SequenceNode toNode(List<LayerDeclaration> layers) {
        List<ConfigNode> written = new ArrayList<>();
        for (LayerDeclaration layer : layers) {
            boolean none = layer.options() instanceof ScalarNode scalar && scalar.value() == null;
            ConfigNode options = none ? MappingNode.of() : layer.options();
            MappingNode node = MappingNode.of(layer.type(), options, NAME.name(), layer.name());
            written.add(layer.from().isEmpty() ? node : node.with(FROM.name(), ConfigNode.of(layer.from())));
        }
        return new SequenceNode(written, Location.NONE);
    }
}
