package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.config.Location;
import org.neocog.config.Nearest;
import org.neocog.config.Problems;

/**
 * The layers of a list with its blocks written out: a layer of a block is called {@code <block>.<layer>}, or {@code <block>.<i>.<layer>} where
 * the block repeats. A block's name stands for its last layer. Within a block, {@code from} means its own layers, and {@code input} what comes
 * in. What is wrong is reported once, for the first repetition.
 */
final class LayerExpansion {
    private static final int MOST_LAYERS = 10_000;

    private final Problems problems;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final List<LayerDeclaration> layers = new ArrayList<>();
    private int positions;
    private boolean tooMany;

    LayerExpansion(Problems problems) {
        this.problems = problems;
    }

    /** What a name stands for: the layer at a position. */
    private record Target(String layer, int position, Location location) {}

    void expand(List<LayerItem> items) {
        name(items, "", true);
        if (!tooMany) {
            declare(items, "", LayerDeclaration.INPUT, true);
        }
    }

    /** The layers in order. */
    List<LayerDeclaration> layers() {
        return layers;
    }

    /** The layer that a name of the outermost list stands for, if there is one. */
    Optional<String> layer(String name) {
        return Optional.ofNullable(targets.get(name)).map(Target::layer);
    }

    /** {@code ; did you mean "x"?}, or what there is. */
    String cure(String name) {
        return cure(name, "", false);
    }

    /** Gives names to positions. @return the name of the last layer */
    private String name(List<LayerItem> items, String prefix, boolean reports) {
        String last = "";
        for (LayerItem item : items) {
            last = item instanceof LayerItem.Block block
                    ? nameBlock(block, prefix, reports)
                    : nameLayer((LayerItem.Single) item, prefix, reports);
        }
        return last;
    }

    private String nameLayer(LayerItem.Single item, String prefix, boolean reports) {
        String name = prefix + item.name();
        int position = positions++;
        if (positions == MOST_LAYERS + 1) {
            tooMany = true;
            problems.add(
                    item.location(),
                    "a network must not have more than " + MOST_LAYERS
                            + " layers, but has, counting repetitions. Repeat" + " less.");
        }
        boolean hasName = !item.layer().type().isEmpty() || item.isNamed(); // else it names no layer, which is reported
        if (hasName) {
            put(name, new Target(name, position, item.location()), item, reports);
        }
        return name;
    }

    private String nameBlock(LayerItem.Block block, String prefix, boolean reports) {
        String last = prefix + block.name();
        for (int i = 0; i < block.times() && !tooMany; i++) {
            String inner = block.prefix(prefix, i);
            last = name(block.layers(), inner, reports && i == 0);
            if (block.repeat().isPresent()) {
                String name = inner.substring(0, inner.length() - 1);
                put(name, new Target(last, positions - 1, block.location()), block, reports && i == 0);
            }
        }
        put(prefix + block.name(), new Target(last, positions - 1, block.location()), block, reports);
        return last;
    }

    private void put(String name, Target target, LayerItem item, boolean reports) {
        Target first = targets.putIfAbsent(name, target);
        if (first != null && reports) {
            problems.add(
                    item.namePlace(),
                    "layer names must be unique, but \"" + name + "\" is also the layer at " + first.location() + ".");
        }
    }

    /** Declares layers. @return the name of the last one */
    private String declare(List<LayerItem> items, String prefix, String input, boolean reports) {
        String incoming = input;
        for (LayerItem item : items) {
            List<String> from = sources(item, prefix, input, reports);
            if (item instanceof LayerItem.Single single) {
                String name = prefix + single.name();
                List<String> edges = from.isEmpty() && !incoming.equals(before()) ? List.of(incoming) : from;
                layers.add(new LayerDeclaration(
                        name, single.layer().type(), single.layer().options().toNode(), edges, single.location()));
                incoming = name;
            } else {
                LayerItem.Block block = (LayerItem.Block) item;
                String reads = from.isEmpty() ? incoming : from.get(0);
                for (int i = 0; i < block.times(); i++) {
                    reads = declare(block.layers(), block.prefix(prefix, i), reads, reports && i == 0);
                }
                incoming = reads;
            }
        }
        return incoming;
    }

    /** The layer that one without {@code from} reads. */
    private String before() {
        return layers.isEmpty()
                ? LayerDeclaration.INPUT
                : layers.get(layers.size() - 1).name();
    }

    private List<String> sources(LayerItem item, String prefix, String input, boolean reports) {
        List<String> sources = new ArrayList<>();
        LayerItem.From from = item.from().orElse(null);
        if (from != null) {
            for (String source : from.names()) {
                sources.add(
                        source.equals(LayerDeclaration.INPUT) ? input : source(source, item, from, prefix, reports));
            }
        }
        return sources;
    }

    private String source(String source, LayerItem item, LayerItem.From from, String prefix, boolean reports) {
        @Nullable Target target = targets.get(prefix + source);
        if (target == null) {
            if (reports) {
                problems.add(from.location(), "from names no layer: \"" + source + "\"" + cure(source, prefix, true));
            }
            return source;
        }
        if (target.position() >= layers.size() && reports) {
            String which = target.location().equals(item.location())
                    ? "the layer itself"
                    : "a later layer, at " + target.location();
            problems.add(from.location(), "from must name layers above, but \"" + source + "\" is " + which + ".");
        }
        return target.layer();
    }

    /** What of the names in a list is near, or which there are. */
    private String cure(String source, String prefix, boolean withInput) {
        List<String> names = new ArrayList<>();
        for (String name : targets.keySet()) {
            if (name.startsWith(prefix)) {
                names.add(name.substring(prefix.length()));
            }
        }
        if (withInput) {
            names.add(LayerDeclaration.INPUT);
        }
        return Nearest.of(source, names)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("; layers: " + String.join(", ", names) + ".");
    }
}
