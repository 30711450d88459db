package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Nearest;
import org.neocog.config.Problem;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;

/**
 * Stage 3: what the command line changes. {@code a.b=VALUE} sets, {@code +a.b=VALUE} adds, {@code ~a.b} removes; a number
 * in the path is the index of a list's item. That a key is known is checked when the config is bound, at the override's
 * place.
 */
final class Overrides {
    /** Sections that may be a bare name, and the key that the name stands for. */
    private static final Map<String, String> BARE_SECTIONS =
            Map.of("loss", "type", "optimizer", "type", "schedule", "type", "model", "architecture");

    private final Problems problems;

    Overrides(Problems problems) {
        this.problems = problems;
    }

    /** One change; a value of null removes. */
    private record Change(List<String> path, @Nullable ConfigNode value, boolean adds, Location place) {
        String to(int depth) {
            return String.join(".", path.subList(0, depth));
        }
    }

    /** Applies the overrides in order; what cannot be applied is reported and left out. */
    MappingNode apply(MappingNode config, List<String> overrides) {
        MappingNode changed = config;
        for (String override : overrides) {
            Change change = change(override);
            if (change != null) {
                changed = (MappingNode) apply(spread(changed, change), change, 0);
            }
        }
        return changed;
    }

    private @Nullable Change change(String override) {
        Location place = Location.origin("-s " + ConfigNode.of(override).shown());
        boolean removes = override.startsWith("~");
        boolean adds = override.startsWith("+");
        int equals = override.indexOf('=');
        if (removes == (equals >= 0)) {
            problems.add(
                    place,
                    "an override must be KEY=VALUE, +KEY=VALUE or ~KEY, but is \""
                            + ConfigNode.of(override).shown() + "\".");
            return null;
        }
        String key = override.substring(removes || adds ? 1 : 0, removes ? override.length() : equals);
        List<String> path = List.of(key.split("\\.", -1));
        if (path.stream().anyMatch(String::isBlank)) {
            problems.add(place, "a key must be words joined by dots, but is \"" + key + "\".");
            return null;
        }
        if (path.get(0).equals("include")) {
            problems.add(
                    place,
                    "include is read before overrides and cannot be changed by one. Write a config that includes both.");
            return null;
        }
        if (removes) {
            return new Change(path, null, false, place);
        }
        return value(override.substring(equals + 1), place)
                .map(value -> new Change(path, value, adds, place))
                .orElse(null);
    }

    private Optional<ConfigNode> value(String text, Location place) {
        Problems ofValue = new Problems();
        Optional<ConfigNode> value = YamlParser.parse("value", text, ofValue).map(node -> node.at(place));
        for (Problem problem : ofValue.list()) {
            problems.add(place, problem.message());
        }
        return value;
    }

    /** Writes {@code schedule: cosine} as {@code schedule: {type: cosine}} where the change goes into it. */
    private static MappingNode spread(MappingNode config, Change change) {
        String section = change.path().get(0);
        boolean bare = change.path().size() > 1
                && BARE_SECTIONS.containsKey(section)
                && config.get(section).orElse(config) instanceof ScalarNode scalar
                && scalar.value() instanceof String text
                && !text.contains("${");
        if (!bare) {
            return config;
        }
        ConfigNode name = config.get(section).orElseThrow();
        String key = BARE_SECTIONS.getOrDefault(section, "type");
        return config.with(
                section, new MappingNode(Map.of(key, new MappingNode.Entry(name.location(), name)), name.location()));
    }

    private ConfigNode apply(ConfigNode node, Change change, int depth) {
        if (node instanceof MappingNode mapping) {
            return inMapping(mapping, change, depth);
        }
        if (node instanceof SequenceNode sequence) {
            return inSequence(sequence, change, depth);
        }
        if (node instanceof ScalarNode scalar && scalar.value() == null && change.value() != null) {
            return inMapping(new MappingNode(Map.of(), change.place()), change, depth);
        }
        problems.add(
                change.place(),
                change.to(depth) + " must be a mapping or a list to go into, but is \"" + node.shown() + "\" ("
                        + node.location() + ").");
        return node;
    }

    private ConfigNode inMapping(MappingNode mapping, Change change, int depth) {
        String key = change.path().get(depth);
        boolean last = depth == change.path().size() - 1;
        MappingNode.Entry entry = mapping.entries().get(key);
        ConfigNode value = change.value();
        if (value == null && entry == null) {
            String where = depth == 0 ? "" : " in " + change.to(depth);
            String cure = Nearest.of(key, mapping.entries().keySet())
                    .map(near -> "; did you mean \"" + near + "\"?")
                    .orElse("; keys: " + String.join(", ", mapping.entries().keySet()) + ".");
            problems.add(change.place(), "there is no key \"" + key + "\"" + where + " to remove" + cure);
            return mapping;
        }
        if (last) {
            return value == null ? mapping.without(key) : mapping.with(key, value);
        }
        ConfigNode child = entry != null ? entry.value() : new MappingNode(Map.of(), change.place());
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>(mapping.entries());
        Location keyPlace = entry != null ? entry.key() : change.place();
        entries.put(key, new MappingNode.Entry(keyPlace, apply(child, change, depth + 1)));
        return new MappingNode(entries, mapping.location());
    }

    private ConfigNode inSequence(SequenceNode sequence, Change change, int depth) {
        String key = change.path().get(depth);
        int size = sequence.items().size();
        int index = key.matches("[0-9]{1,6}") ? Integer.parseInt(key) : -1;
        boolean last = depth == change.path().size() - 1;
        boolean appends = last && change.adds() && index == size;
        if (index < 0 || (index >= size && !appends)) {
            String list = change.to(depth);
            String rule = size == 0 ? " is an empty list" : " has the items 0 to " + (size - 1);
            problems.add(
                    change.place(), list + rule + ", but not " + key + ". +" + list + "." + size + "=VALUE appends.");
            return sequence;
        }
        List<ConfigNode> items = new ArrayList<>(sequence.items());
        ConfigNode value = change.value();
        if (!last) {
            items.set(index, apply(items.get(index), change, depth + 1));
        } else if (value == null) {
            items.remove(index);
        } else if (appends) {
            items.add(value);
        } else {
            items.set(index, value);
        }
        return new SequenceNode(items, sequence.location());
    }
}
