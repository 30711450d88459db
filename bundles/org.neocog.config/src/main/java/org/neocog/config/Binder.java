package org.neocog.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks nodes against schemas and makes typed options of them. Provided by the framework.
 *
 * <p>Every problem goes to the {@link Problems} it was made with: unknown keys with the nearest valid one, wrong types,
 * values out of range, missing keys, plug-ins that nobody offers with what is offered. The answers are the best that can
 * be made; use them only after {@link Problems#throwIfAny}. Not safe for use by several threads.
 */
public final class Binder {
    private final Catalog catalog;
    private final Problems problems;

    /**
     * Makes a binder.
     *
     * @param catalog resolves the plug-ins that are referred to
     * @param problems receives what is wrong
     */
    public Binder(Catalog catalog, Problems problems) {
        this.catalog = catalog;
        this.problems = problems;
    }

    /**
     * The two halves of a mapping that a section and a plug-in share.
     *
     * @param own the section's own options
     * @param plugIn the plug-in with the rest
     */
    public record Inline(Options own, PlugInConfig plugIn) {}

    /**
     * Binds a mapping.
     *
     * @param schema what may stand there
     * @param node the mapping; an empty value is an empty mapping; a scalar or list stands for the primary option
     * @param where the path of the mapping in the config, for messages; empty for the root
     * @return the options
     */
    public Options bind(Schema schema, ConfigNode node, String where) {
        return bind(schema, node, where, Map.of());
    }

    Options bind(Schema schema, ConfigNode node, String where, Map<String, Object> made) {
        MappingNode mapping = mapping(schema, node, where);
        if (mapping == null) {
            return new Options(schema, Map.of(), Map.of(), node.location());
        }
        refuseUnknown(mapping, schema.names(), schema.names());
        return bindKnown(schema, mapping, where, made);
    }

    /**
     * Binds a reference to a plug-in: {@code sgd}, {@code {type: sgd, momentum: 0.9}} or {@code {sgd: {momentum: 0.9}}}.
     *
     * @param kind the kind of plug-in
     * @param node the reference
     * @param where its path in the config, for messages
     * @return the plug-in with its options
     */
    public PlugInConfig bindPlugIn(String kind, ConfigNode node, String where) {
        PlugInConfig plugIn = readPlugIn(kind, node, where);
        return plugIn != null ? plugIn : nothing(kind, node.location());
    }

    /**
     * Binds a mapping that a section shares with the plug-in it names, as in {@code {dataset: mnist, path: data, batch:
     * 64}}: the keys of {@code own} belong to the section, the rest to the plug-in.
     *
     * @param kind the kind of plug-in
     * @param discriminator the key that names the plug-in
     * @param node the mapping; a scalar is the plug-in's name alone
     * @param own the section's own keys
     * @param where the path of the mapping in the config, for messages
     * @return both halves
     */
    public Inline bindInline(String kind, String discriminator, ConfigNode node, Schema own, String where) {
        if (node instanceof ScalarNode scalar && scalar.value() != null) {
            return bindInline(kind, discriminator, single(discriminator, scalar), own, where);
        }
        MappingNode mapping = mapping(Schema.empty(), node, where);
        if (mapping == null) {
            return new Inline(new Options(own, Map.of(), Map.of(), node.location()), nothing(kind, node.location()));
        }
        Map<String, MappingNode.Entry> ofOwn = new LinkedHashMap<>(mapping.entries());
        ofOwn.keySet().retainAll(own.names());
        Options bound = bindKnown(own, new MappingNode(ofOwn, mapping.location()), where, Map.of());

        MappingNode.Entry named = mapping.entries().get(discriminator);
        if (named == null) {
            refuseMissing(mapping, discriminator, where);
            return new Inline(bound, nothing(kind, mapping.location()));
        }
        PlugIn plugIn = plugIn(kind, named.value(), discriminator, path(where, discriminator));
        if (plugIn == null) {
            return new Inline(bound, nothing(kind, named.value().location()));
        }
        Schema theirs = plugIn.schema();
        refuseShared(own, theirs, discriminator, kind, plugIn, named.value().location(), where);
        List<String> keys = new ArrayList<>(own.names());
        keys.add(discriminator);
        keys.addAll(theirs.names());
        refuseUnknown(mapping, keys, keys);
        Map<String, MappingNode.Entry> rest = new LinkedHashMap<>(mapping.entries());
        rest.keySet().removeAll(own.names());
        rest.remove(discriminator);
        Options options = bindKnown(theirs, new MappingNode(rest, mapping.location()), where, Map.of());
        return new Inline(
                bound,
                new PlugInConfig(kind, plugIn.name(), options, named.value().location()));
    }

    /** Binds a reference; null means that it names no plug-in, and that this was reported. */
    @Nullable
    PlugInConfig readPlugIn(String kind, ConfigNode node, String where) {
        if (node instanceof ScalarNode scalar && scalar.value() != null) {
            return named(kind, scalar, empty(node.location()), "type", where, where);
        }
        if (node instanceof MappingNode mapping) {
            MappingNode.Entry type = mapping.entries().get("type");
            if (type != null) {
                return named(kind, type.value(), mapping.without("type"), "type", where, path(where, "type"));
            }
            if (mapping.entries().size() == 1) {
                Map.Entry<String, MappingNode.Entry> only =
                        mapping.entries().entrySet().iterator().next();
                ScalarNode name = new ScalarNode(only.getKey(), only.getValue().key());
                return named(kind, name, only.getValue().value(), "type", path(where, only.getKey()), where);
            }
        }
        problems.add(
                node.location(),
                where + " must name " + article(kind) + " " + kind
                        + ": NAME, {type: NAME, ...} or {NAME: {...}}, but is " + NodeText.describe(node) + ".");
        return null;
    }

    private @Nullable PlugInConfig named(
            String kind, ConfigNode name, ConfigNode options, String key, String where, String toChange) {
        PlugIn plugIn = plugIn(kind, name, key, toChange);
        return plugIn == null
                ? null
                : new PlugInConfig(kind, plugIn.name(), bind(plugIn.schema(), options, where), name.location());
    }

    private @Nullable PlugIn plugIn(String kind, ConfigNode node, String key, String toChange) {
        if (!(node instanceof ScalarNode scalar) || scalar.value() == null) {
            problems.add(
                    node.location(),
                    key + " must be the name of " + article(kind) + " " + kind + ", but is " + NodeText.describe(node)
                            + ".");
            return null;
        }
        Optional<PlugIn> found = catalog.find(kind, scalar.text());
        if (found.isEmpty()) {
            List<String> offered = catalog.all(kind).stream().map(PlugIn::name).toList();
            String near = Nearest.of(scalar.text(), offered)
                    .map(name -> " Did you mean \"" + name + "\"?")
                    .orElse("");
            problems.add(
                    node.location(),
                    kind + " \"" + scalar.shown() + "\" is not offered by any installed bundle; available: " + offered
                            + "." + near + " Install a bundle that offers it, or change " + toChange + ".");
        }
        return found.orElse(null);
    }

    private @Nullable MappingNode mapping(Schema schema, ConfigNode node, String where) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        if (node instanceof ScalarNode scalar && scalar.value() == null) {
            return empty(node.location());
        }
        if (schema.primary().isPresent()) {
            return single(schema.primary().get().name(), node);
        }
        problems.add(
                node.location(),
                (where.isEmpty() ? "the config" : where) + " must be a mapping, but is " + NodeText.describe(node)
                        + ".");
        return null;
    }

    private Options bindKnown(Schema schema, MappingNode mapping, String where, Map<String, Object> made) {
        int before = problems.reported();
        OptionType.Reading reading = new OptionType.Reading(this, problems, where);
        Map<String, Object> values = new HashMap<>();
        Map<String, Location> places = new HashMap<>();
        for (Option<?> option : schema.options()) {
            MappingNode.Entry entry = mapping.entries().get(option.name());
            boolean empty = entry != null && entry.value() instanceof ScalarNode scalar && scalar.value() == null;
            Object value;
            if (entry == null
                    || empty && !option.required() && option.defaultNode().isEmpty()) {
                value = option.readDefault(mapping.location(), reading);
                if (option.required()) {
                    refuseMissing(mapping, option.name(), where);
                }
            } else {
                places.put(option.name(), entry.value().location());
                value = read(option, entry.value(), reading, made.get(option.name()));
            }
            if (value != null) {
                values.put(option.name(), value);
            }
        }
        Options options = new Options(schema, values, places, mapping.location());
        if (problems.reported() == before) {
            schema.rules().forEach(rule -> check(rule, options));
        }
        return options;
    }

    private @Nullable Object read(
            Option<?> option, ConfigNode node, OptionType.Reading reading, @Nullable Object made) {
        if (made == null) {
            return option.read(node, reading);
        }
        return option.satisfies(made, node, problems) ? made : null;
    }

    private void check(Schema.Rule rule, Options options) {
        Location place = rule.shown().stream()
                .filter(options::isExplicit)
                .findFirst()
                .map(options::location)
                .orElse(options.location());
        String found = rule.shown().stream()
                .map(option -> option.name() + "=" + shown(options, option))
                .collect(Collectors.joining(", "));
        boolean holds;
        try {
            holds = rule.holds().test(options);
        } catch (RuntimeException e) {
            problems.add(
                    place, "the rule \"" + rule.rule() + "\" could not be checked: " + e + ". [" + rule.label() + "]");
            return;
        }
        if (!holds) {
            problems.add(place, rule.rule() + ", but " + found + ". [" + rule.label() + "]");
        }
    }

    private static String shown(Options options, Option<?> option) {
        Object value = options.value(option.name());
        return value == null ? "absent" : option.write(value).shown();
    }

    private void refuseUnknown(MappingNode mapping, Collection<String> known, List<String> candidates) {
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String cure = Nearest.of(key, candidates)
                        .map(near -> "; did you mean \"" + near + "\"?")
                        .orElse(
                                candidates.isEmpty()
                                        ? "; no keys are known here."
                                        : "; known keys: " + String.join(", ", candidates) + ".");
                problems.add(entry.key(), "unknown key \"" + NodeText.oneLine(key) + "\"" + cure);
            }
        });
    }

    private void refuseMissing(MappingNode mapping, String key, String where) {
        problems.add(
                mapping.location(), "missing key \"" + key + "\"" + (where.isEmpty() ? "." : " in " + where + "."));
    }

    private void refuseShared(
            Schema own, Schema theirs, String discriminator, String kind, PlugIn plugIn, Location place, String where) {
        for (String name : theirs.names()) {
            if (name.equals(discriminator) || own.option(name).isPresent()) {
                problems.add(
                        place,
                        kind + " \"" + plugIn.name() + "\" must not declare a key of its section, but declares \""
                                + name + "\", which belongs to " + where + ". Use another " + kind
                                + ", or tell its vendor.");
            }
        }
    }

    /** The same binder with problems kept apart. */
    Binder reportingTo(Problems elsewhere) {
        return new Binder(catalog, elsewhere);
    }

    static boolean isBound(Object value) {
        return value instanceof PlugInConfig
                || value instanceof Options
                || value instanceof List<?> list
                        && !list.isEmpty()
                        && list.stream().allMatch(PlugInConfig.class::isInstance);
    }

    static String path(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    static String article(String noun) {
        return noun.isEmpty() || "aeiou".indexOf(noun.charAt(0)) < 0 ? "a" : "an";
    }

    private static MappingNode empty(Location location) {
        return new MappingNode(Map.of(), location);
    }

    private static MappingNode single(String key, ConfigNode value) {
        return new MappingNode(Map.of(key, new MappingNode.Entry(value.location(), value)), value.location());
    }

    private PlugInConfig nothing(String kind, Location location) {
        return new PlugInConfig(kind, "", new Options(Schema.empty(), Map.of(), Map.of(), location), location);
    }
}
