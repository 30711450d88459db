package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.config.Binder;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Nearest;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Problems;
import org.neocog.config.Schema;
import org.neocog.config.SequenceNode;
import org.neocog.layer.LayerType;

/**
 * Reads {@code model.layers}: names, types, options and edges. An item is {@code tanh}, {@code {conv2d: {filters: 6}}} or
 * {@code {conv2d: {filters: 6}, name: c1, from: [a, b]}}.
 */
final class LayerList {
    private static final Option<String> NAME = Option.text("name", "name of the layer, prefix of its parameters")
            .check(
                    "be letters, digits, \".\", \"_\" and \"-\", and not \"input\"",
                    name -> name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*") && !name.equals(LayerDeclaration.INPUT))
            .optional();
    private static final Option<List<String>> FROM =
            Option.texts("from", "layers whose outputs it reads").optional().length(1, Integer.MAX_VALUE);
    private static final Schema ITEM = Schema.of(NAME, FROM);

    private final Binder binder;
    private final Problems problems;
    private final List<Item> items = new ArrayList<>();

    LayerList(Binder binder, Problems problems) {
        this.binder = binder;
        this.problems = problems;
    }

    /** One item of the list, before its name and edges are checked. */
    private record Item(PlugInConfig layer, Options own, String name, Location location) {
        Location namePlace() {
            return own.isExplicit(NAME) ? own.location(NAME) : location;
        }
    }

    /** Reads the list; what is wrong is reported. */
    List<LayerDeclaration> read(ConfigNode node) {
        if (!(node instanceof SequenceNode sequence) || sequence.items().isEmpty()) {
            problems.add(node.location(), "layers must be a list of at least one layer, but is " + node.shown() + ".");
            return List.of();
        }
        Map<String, Integer> ofType = new TreeMap<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            item(sequence.items().get(i), "model.layers." + i, ofType);
        }
        Map<String, Integer> positions = positions();
        List<LayerDeclaration> layers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            List<String> from = item.own().find(FROM).orElse(List.of());
            for (String source : from) {
                checkEdge(item, i, source, positions);
            }
            layers.add(new LayerDeclaration(
                    item.name(), item.layer().type(), item.layer().options().toNode(), from, item.location()));
        }
        return layers;
    }

    private void item(ConfigNode node, String where, Map<String, Integer> ofType) {
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
            return;
        }
        PlugInConfig layer = binder.bindPlugIn(LayerType.KIND, reference, where);
        int number = ofType.merge(layer.type(), 1, Integer::sum);
        String name = bound.find(NAME).orElse(layer.type() + number);
        items.add(new Item(layer, bound, name, node.location()));
    }

    private static String wrongForm(String where, MappingNode mapping) {
        String found = mapping.entries().isEmpty()
                ? "none"
                : String.join(", ", mapping.entries().keySet());
        return where + " must have one key that names its layer, beside name and from, but has " + found
                + ". Write a layer's options beneath its name: {conv2d: {filters: 6}, name: c1}.";
    }

    private Map<String, Integer> positions() {
        Map<String, Integer> positions = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.layer().type().isEmpty() && !item.own().isExplicit(NAME)) {
                continue; // names no layer, which is reported; it has no name to clash
            }
            Integer first = positions.putIfAbsent(item.name(), i);
            if (first != null) {
                problems.add(
                        item.namePlace(),
                        "layer names must be unique, but \"" + item.name() + "\" is also the layer at "
                                + items.get(first).location() + ".");
            }
        }
        return positions;
    }

    private void checkEdge(Item item, int position, String source, Map<String, Integer> positions) {
        if (source.equals(LayerDeclaration.INPUT)) {
            return;
        }
        @Nullable Integer target = positions.get(source);
        if (target == null) {
            List<String> names = new ArrayList<>(positions.keySet());
            names.add(LayerDeclaration.INPUT);
            String cure = Nearest.of(source, names)
                    .map(near -> "; did you mean \"" + near + "\"?")
                    .orElse("; layers: " + String.join(", ", names) + ".");
            problems.add(item.own().location(FROM), "from names no layer: \"" + source + "\"" + cure);
        } else if (target >= position) {
            String which = target == position
                    ? "the layer itself"
                    : "a later layer, at " + items.get(target).location();
            problems.add(
                    item.own().location(FROM), "from must name layers above, but \"" + source + "\" is " + which + ".");
        }
    }

    /** Writes the list with every name, edge and default explicit. */
    static SequenceNode toNode(List<LayerDeclaration> layers) {
        List<ConfigNode> written = new ArrayList<>();
        for (LayerDeclaration layer : layers) {
            MappingNode node = MappingNode.of(layer.type(), layer.options(), NAME.name(), layer.name());
            written.add(layer.from().isEmpty() ? node : node.with(FROM.name(), ConfigNode.of(layer.from())));
        }
        return new SequenceNode(written, Location.NONE);
    }
}
