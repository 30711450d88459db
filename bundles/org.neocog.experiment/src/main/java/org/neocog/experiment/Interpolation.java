package org.neocog.experiment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Nearest;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;

/**
 * Stage 4: {@code ${env:NAME}}, {@code ${env:NAME,default}} and {@code ${a.b.c}} from the root. A value that is one
 * reference alone keeps what it refers to, also lists and mappings; within a text only single values can stand.
 * {@code ${with.a}} is the value of {@code with.a} of the innermost block of layers around it that has it. {@code $${x}} is the text
 * {@code ${x}}.
 */
final class Interpolation {
    private static final Pattern PART = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]*)\\}|\\$\\{");
    /** How deep values and references may lead, counted together. */
    private static final int DEEPEST = 100;

    private final MappingNode root;
    private final Environment environment;
    private final Problems problems;
    private final Deque<ScalarNode> open = new ArrayDeque<>();
    private final Set<Location> unresolved = new HashSet<>();
    /** The values of the blocks that are being resolved, outer ones hidden by inner ones; null outside of blocks. */
    private @Nullable MappingNode with;

    private int nodes;
    private int depth;
    private boolean tooDeep;

    Interpolation(MappingNode root, Environment environment, Problems problems) {
        this.root = root;
        this.environment = environment;
        this.problems = problems;
    }

    /** Writes a text so that interpolating it gives the text. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    /** Resolves every reference; where one cannot be, the text stays and its place is in {@link #unresolved}. */
    MappingNode resolve() {
        return (MappingNode) resolve(root);
    }

    /** Where references could not be resolved, so that what follows from that is not reported as well. */
    Set<Location> unresolved() {
        return unresolved;
    }

    private ConfigNode resolve(ConfigNode node) {
        if (++nodes > YamlParser.MOST_NODES) {
            if (nodes == YamlParser.MOST_NODES + 1) {
                problems.add(
                        node.location(),
                        "a config must not have more than " + YamlParser.MOST_NODES
                                + " values; do references multiply?");
            }
            return node;
        }
        if (depth >= DEEPEST) {
            if (!tooDeep) {
                tooDeep = true;
                problems.add(
                        node.location(), "values and references must not lead deeper than " + DEEPEST + " levels.");
            }
            return node;
        }
        depth++;
        try {
            return resolveInside(node);
        } finally {
            depth--;
        }
    }

    private ConfigNode resolveInside(ConfigNode node) {
        if (node instanceof MappingNode mapping) {
            return isBlock(mapping) ? block(mapping) : resolveEntries(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            return new SequenceNode(sequence.items().stream().map(this::resolve).toList(), sequence.location());
        }
        return isReference(node) ? expand((ScalarNode) node) : node;
    }

    private MappingNode resolveEntries(MappingNode mapping) {
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(key, new MappingNode.Entry(entry.key(), resolve(entry.value()))));
        return new MappingNode(entries, mapping.location());
    }

    private static boolean isBlock(MappingNode mapping) {
        return mapping.get(LayerList.BLOCK_KEY).isPresent()
                && mapping.get(LayerList.LAYERS_KEY).isPresent();
    }

    /** Its own keys see the values of the blocks around it, its layers those of its own as well. */
    private MappingNode block(MappingNode block) {
        MappingNode own = resolveEntries(block.without(LayerList.LAYERS_KEY));
        MappingNode outer = with;
        MappingNode inner = outer == null ? MappingNode.of() : outer;
        if (own.get(LayerList.WITH_KEY).orElse(null) instanceof MappingNode values) {
            for (Map.Entry<String, MappingNode.Entry> entry : values.entries().entrySet()) {
                inner = inner.with(entry.getKey(), entry.getValue().value());
            }
        }
        with = inner;
        try {
            ConfigNode layers = resolve(block.get(LayerList.LAYERS_KEY).orElseThrow());
            return own.with(LayerList.LAYERS_KEY, layers);
        } finally {
            with = outer;
        }
    }

    private ConfigNode expand(ScalarNode scalar) {
        if (unresolved.contains(scalar.location())) {
            return scalar; // reported already
        }
        String text = String.valueOf(scalar.value());
        if (open.contains(scalar)) {
            String chain = open.stream().map(ScalarNode::shown).collect(Collectors.joining(" -> "));
            refuse(
                    scalar,
                    "references must not lead back to themselves, but do: " + chain + " -> " + scalar.shown() + ".");
            return scalar;
        }
        open.addLast(scalar);
        try {
            Matcher whole = PART.matcher(text);
            boolean alone = whole.matches() && whole.group(1) != null;
            ConfigNode value = alone ? value(whole.group(1), scalar) : embedded(text, scalar);
            return value != null ? value : scalar;
        } finally {
            open.removeLast();
        }
    }

    private @Nullable ConfigNode embedded(String text, ScalarNode scalar) {
        StringBuilder expanded = new StringBuilder();
        Matcher part = PART.matcher(text);
        int end = 0;
        boolean right = true;
        while (part.find()) {
            expanded.append(text.substring(end, part.start()));
            end = part.end();
            String inner = part.group(1);
            if (inner != null) {
                ConfigNode value = value(inner, scalar);
                right &= value != null && append(value, inner, scalar, expanded);
            } else if (part.group().startsWith("$$")) {
                expanded.append("${");
            } else {
                refuse(
                        scalar,
                        "a reference must end in }, but \"" + scalar.shown() + "\" does not. Write $${ for ${ itself.");
                right = false;
            }
        }
        expanded.append(text, end, text.length());
        return right ? new ScalarNode(expanded.toString(), scalar.location()) : null;
    }

    private boolean append(ConfigNode value, String inner, ScalarNode scalar, StringBuilder expanded) {
        if (value instanceof ScalarNode single) {
            expanded.append(single.value() == null ? "" : single.text());
            return true;
        }
        refuse(scalar, "only a single value can stand within a text, but ${" + inner + "} is " + value.shown() + ".");
        return false;
    }

    private @Nullable ConfigNode value(String inner, ScalarNode scalar) {
        if (inner.startsWith("env:")) {
            return variable(inner.substring(4), scalar);
        }
        if (inner.isBlank() || inner.indexOf(':') >= 0) {
            refuse(
                    scalar,
                    "a reference must be ${a.b.c}, ${env:NAME} or ${env:NAME,default}, but is ${" + inner + "}.");
            return null;
        }
        return inner.strip().startsWith(LayerList.WITH_KEY + ".") ? parameter(inner, scalar) : target(inner, scalar);
    }

    /** A value of the blocks around a text. Those are resolved already. */
    private @Nullable ConfigNode parameter(String path, ScalarNode scalar) {
        if (with == null) {
            refuse(
                    scalar,
                    "${" + path + "} must stand in the layers of a block, but there is no block around it. Write"
                            + " {block: NAME, with: {...}, layers: [...]}.");
            return null;
        }
        ConfigNode node = MappingNode.of().with(LayerList.WITH_KEY, with);
        String walked = "";
        for (String key : path.strip().split("\\.", -1)) {
            ConfigNode next = step(node, key);
            if (next == null) {
                refuse(scalar, "${" + path + "} leads nowhere: " + whyNot(node, key, walked));
                return null;
            }
            walked = walked.isEmpty() ? key : walked + "." + key;
            node = next;
        }
        return isUnresolved(node, scalar) ? null : node;
    }

    private @Nullable ConfigNode variable(String inner, ScalarNode scalar) {
        int comma = inner.indexOf(',');
        String name = (comma < 0 ? inner : inner.substring(0, comma)).strip();
        Optional<String> value = environment.get(name);
        if (value.isEmpty() && comma >= 0) {
            value = Optional.of(inner.substring(comma + 1).strip());
        }
        if (value.isEmpty()) {
            refuse(
                    scalar,
                    "${env:" + inner + "} has no value: the environment variable " + name
                            + " is not set. Set it, or write ${env:" + name + ",DEFAULT}.");
            return null;
        }
        return YamlParser.plain(value.get(), scalar.location());
    }

    private @Nullable ConfigNode target(String path, ScalarNode scalar) {
        ConfigNode node = root;
        String walked = "";
        boolean resolved = false;
        for (String key : path.strip().split("\\.", -1)) {
            if (!resolved && isReference(node)) {
                node = resolve(node);
                resolved = true;
                if (isUnresolved(node, scalar)) {
                    return null;
                }
            }
            ConfigNode next = step(node, key);
            if (next == null) {
                refuse(scalar, "${" + path + "} leads nowhere: " + whyNot(node, key, walked));
                return null;
            }
            walked = walked.isEmpty() ? key : walked + "." + key;
            node = next;
        }
        ConfigNode value = resolved ? node : resolve(node);
        return isUnresolved(value, scalar) ? null : value;
    }

    private static boolean isReference(ConfigNode node) {
        return node instanceof ScalarNode scalar && scalar.value() instanceof String text && text.contains("${");
    }

    /** Whether resolving the target failed; then what refers to it is not resolved either. */
    private boolean isUnresolved(ConfigNode target, ScalarNode scalar) {
        boolean failed = target instanceof ScalarNode && unresolved.contains(target.location());
        if (failed) {
            unresolved.add(scalar.location());
        }
        return failed;
    }

    private static @Nullable ConfigNode step(ConfigNode node, String key) {
        if (node instanceof MappingNode mapping) {
            return mapping.get(key).orElse(null);
        }
        boolean index = node instanceof SequenceNode && key.matches("[0-9]{1,6}");
        if (!index) {
            return null;
        }
        List<ConfigNode> items = ((SequenceNode) node).items();
        int i = Integer.parseInt(key);
        return i < items.size() ? items.get(i) : null;
    }

    private static String whyNot(ConfigNode node, String key, String walked) {
        String where = walked.isEmpty() ? "" : " in " + walked;
        if (node instanceof MappingNode mapping) {
            List<String> keys = new ArrayList<>(mapping.entries().keySet());
            String cure = Nearest.of(key, keys)
                    .map(near -> "; did you mean \"" + near + "\"?")
                    .orElse("; keys: " + String.join(", ", keys) + ".");
            return "there is no key \"" + key + "\"" + where + cure;
        }
        if (node instanceof SequenceNode sequence) {
            return walked + " is a list of " + sequence.items().size() + ", and has no item " + key + ".";
        }
        return walked + " is \"" + node.shown() + "\", and has no keys.";
    }

    private void refuse(ScalarNode scalar, String message) {
        unresolved.add(scalar.location());
        problems.add(scalar.location(), message);
    }
}
