package org.neocog.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Stage 1: text to nodes that know their place. YAML 1.2, core schema, one document. */
final class YamlParser {
    /** Deeper nesting is a mistake or an attack. */
    static final int DEEPEST = 64;

    /** More values than this come from anchors that multiply each other. */
    static final int MOST_NODES = 100_000;

    /** Tags of texts; the resolver has one of its own for a plain {@code ${NAME}}, and for {@code <<}. */
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.ENV_TAG, Tag.MERGE);

    private final String file;
    private final Problems problems;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    private YamlParser(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Parses a document.
     *
     * @param file the name that places carry
     * @param text the document
     * @param problems receives what is wrong
     * @return the document's value, empty if problems were reported
     */
    static Optional<ConfigNode> parse(String file, String text, Problems problems) {
        return new YamlParser(file, problems).parse(text);
    }

    /** Tells the type of a plain scalar, as if it stood in a file. */
    static ScalarNode plain(String text, Location location) {
        Tag tag = new CoreSchema().getScalarResolver().resolve(text, true);
        ScalarNode scalar = value(tag, text, location);
        return scalar != null ? scalar : new ScalarNode(text, location);
    }

    private Optional<ConfigNode> parse(String text) {
        int before = problems.reported();
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setSchema(new CoreSchema())
                    .build();
            if (tooDeep(settings, text)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            ConfigNode node = root.isPresent() ? convert(root.get()) : new ScalarNode(null, new Location(file, 1, 1));
            return problems.reported() == before ? Optional.of(node) : Optional.empty();
        } catch (MarkedYamlEngineException e) {
            Location place =
                    e.getProblemMark().or(e::getContextMark).map(this::location).orElse(Location.origin(file));
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            problems.add(place, "not valid YAML: " + context + e.getProblem() + ".");
        } catch (ReaderException e) {
            problems.add(
                    placeOf(text, e.getPosition()),
                    "not valid YAML: the character U+" + String.format("%04X", e.getCodePoint()) + " is not allowed.");
        } catch (YamlEngineException e) {
            problems.add(Location.origin(file), "not valid YAML: " + e.getMessage() + ".");
        }
        return Optional.empty();
    }

    private boolean tooDeep(LoadSettings settings, String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            Event.ID id = event.getEventId();
            if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
                depth++;
            } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
                depth--;
            }
            if (depth > DEEPEST) {
                problems.add(
                        event.getStartMark().map(this::location).orElse(Location.origin(file)),
                        "values must not be nested deeper than " + DEEPEST + " levels.");
                return true;
            }
        }
        return false;
    }

    private ConfigNode convert(Node node) {
        Location location = node.getStartMark().map(this::location).orElse(Location.origin(file));
        if (++nodes > MOST_NODES) {
            if (nodes == MOST_NODES + 1) {
                problems.add(
                        location, "a config must not have more than " + MOST_NODES + " values; do anchors multiply?");
            }
            return new ScalarNode(null, location);
        }
        if (node instanceof org.snakeyaml.engine.v2.nodes.ScalarNode scalar) {
            return scalar(scalar, location);
        }
        if (!open.add(node)) {
            problems.add(location, "an anchor must not contain itself.");
            return new ScalarNode(null, location);
        }
        ConfigNode converted = node instanceof org.snakeyaml.engine.v2.nodes.MappingNode mapping
                ? mapping(mapping, location)
                : sequence((org.snakeyaml.engine.v2.nodes.SequenceNode) node, location);
        open.remove(node);
        return converted;
    }

    private MappingNode mapping(org.snakeyaml.engine.v2.nodes.MappingNode node, Location location) {
        requireTag(node, Tag.MAP, location);
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Location keyLocation =
                    tuple.getKeyNode().getStartMark().map(this::location).orElse(location);
            if (!(tuple.getKeyNode() instanceof org.snakeyaml.engine.v2.nodes.ScalarNode key)) {
                problems.add(keyLocation, "a key must be a text, but is a list or a mapping.");
                continue;
            }
            MappingNode.Entry entry = new MappingNode.Entry(keyLocation, convert(tuple.getValueNode()));
            MappingNode.Entry first = entries.putIfAbsent(key.getValue(), entry);
            if (first != null) {
                problems.add(
                        keyLocation,
                        "duplicate key \"" + ConfigNode.of(key.getValue()).shown() + "\"; it is there already at "
                                + first.key() + ".");
            }
        }
        return new MappingNode(entries, location);
    }

    private SequenceNode sequence(org.snakeyaml.engine.v2.nodes.SequenceNode node, Location location) {
        requireTag(node, Tag.SEQ, location);
        List<ConfigNode> items = new ArrayList<>();
        node.getValue().forEach(item -> items.add(convert(item)));
        return new SequenceNode(items, location);
    }

    private ScalarNode scalar(org.snakeyaml.engine.v2.nodes.ScalarNode node, Location location) {
        ScalarNode scalar = value(node.getTag(), node.getValue(), location);
        if (scalar == null) {
            problems.add(
                    location,
                    "\"" + ConfigNode.of(node.getValue()).shown() + "\" is not a value of the tag " + node.getTag()
                            + ".");
            return new ScalarNode(null, location);
        }
        return scalar;
    }

    private void requireTag(Node node, Tag tag, Location location) {
        if (!node.getTag().equals(tag)) {
            problems.add(location, "the tag " + node.getTag() + " is not known here; leave it out.");
        }
    }

    private static @Nullable ScalarNode value(Tag tag, String text, Location location) {
        try {
            if (tag.equals(Tag.NULL)) {
                return new ScalarNode(null, location, text);
            } else if (tag.equals(Tag.BOOL) && text.matches("(?i)true|false")) {
                return new ScalarNode(Boolean.valueOf(text), location, text);
            } else if (tag.equals(Tag.INT)) {
                return integer(text, location);
            } else if (tag.equals(Tag.FLOAT)) {
                return new ScalarNode(number(text), location, text);
            }
            return TEXTS.contains(tag) ? new ScalarNode(text, location, text) : null;
        } catch (NumberFormatException e) {
            return null; // the caller says that the text does not fit the tag
        }
    }

    private static ScalarNode integer(String text, Location location) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (digits.startsWith("0x")) {
            return new ScalarNode(Long.parseLong(digits.substring(2), 16), location, text);
        } else if (digits.startsWith("0o")) {
            return new ScalarNode(Long.parseLong(digits.substring(2), 8), location, text);
        } else if (digits.matches("-?0[0-9]+")) {
            return new ScalarNode(text, location, text); // 007 is a name, not a number
        }
        try {
            return new ScalarNode(Long.parseLong(digits), location, text);
        } catch (NumberFormatException e) {
            return new ScalarNode(Double.parseDouble(digits), location, text); // beyond 64 bits
        }
    }

    private static double number(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return switch (word) {
            case ".nan" -> Double.NaN;
            case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
            case "-.inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private Location location(Mark mark) {
        return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Location placeOf(String text, int position) {
        int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
        String before = text.substring(0, end);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Location(file, line, end - before.lastIndexOf('\n'));
    }
}
