package org.neocog.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Nearest;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;

/** Stage 2: reads a file and what it includes, and merges them: includes in order, the file itself last. */
final class Includes {
    private static final String KEY = "include";

    private final Problems problems;
    private final Deque<Path> chain = new ArrayDeque<>();

    Includes(Problems problems) {
        this.problems = problems;
    }

    /** Reads the file with everything it includes; what cannot be read is reported and left out. */
    MappingNode read(Path file) {
        return read(file, Location.origin(file.toString()));
    }

    private MappingNode read(Path file, Location askedFrom) {
        MappingNode nothing = new MappingNode(Map.of(), new Location(file.toString(), 1, 1));
        Optional<ConfigNode> parsed =
                text(file, askedFrom).flatMap(text -> YamlParser.parse(file.toString(), text, problems));
        if (parsed.isEmpty()) {
            return nothing;
        }
        if (!(parsed.get() instanceof MappingNode own)) {
            boolean empty = parsed.get() instanceof ScalarNode scalar && scalar.value() == null;
            problems.add(
                    parsed.get().location(),
                    "a config must be a mapping, but is "
                            + (empty ? "empty." : "\"" + parsed.get().shown() + "\"."));
            return nothing;
        }
        chain.addLast(file);
        MappingNode merged = nothing;
        for (ScalarNode name : names(own)) {
            merged = merge(merged, include(file, name));
        }
        chain.removeLast();
        return merge(merged, own.without(KEY));
    }

    private MappingNode include(Path from, ScalarNode name) {
        MappingNode nothing = new MappingNode(Map.of(), name.location());
        Path target;
        try {
            target = from.resolveSibling(name.text()).normalize();
        } catch (InvalidPathException e) {
            problems.add(
                    name.location(), "include must be a path, but is \"" + name.shown() + "\": " + e.getReason() + ".");
            return nothing;
        }
        if (chain.stream().anyMatch(open -> same(open, target))) {
            problems.add(
                    name.location(),
                    "include must not lead back to a file that is being included, but does: " + chainTo(target) + ".");
            return nothing;
        }
        return read(target, name.location());
    }

    private List<ScalarNode> names(MappingNode own) {
        List<ScalarNode> names = new ArrayList<>();
        ConfigNode value = own.get(KEY).orElse(new SequenceNode(List.of(), own.location()));
        List<ConfigNode> items = value instanceof SequenceNode sequence ? sequence.items() : List.of(value);
        for (ConfigNode item : items) {
            if (item instanceof ScalarNode scalar && scalar.value() instanceof String) {
                names.add(scalar);
            } else {
                problems.add(
                        item.location(), "include must be a path or a list of paths, but is " + item.shown() + ".");
            }
        }
        return names;
    }

    private Optional<String> text(Path file, Location askedFrom) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            String rule =
                    chain.isEmpty() ? "there is no such config file" : "there is no file \"" + file + "\" to include";
            String via = chain.isEmpty() ? "" : " (" + chainTo(file) + ")";
            problems.add(askedFrom, rule + via + "; looked for " + file.toAbsolutePath() + "." + near(file));
        } catch (CharacterCodingException e) {
            problems.add(askedFrom, "a config must be UTF-8 text, but " + file + " is not.");
        } catch (IOException e) {
            problems.add(askedFrom, "the config file " + file + " cannot be read: " + e + ".");
        }
        return Optional.empty();
    }

    private static String near(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(path -> path.getFileName().toString()).sorted().toList();
            return Nearest.of(String.valueOf(file.getFileName()), names)
                    .map(name -> " Did you mean \"" + name + "\"?")
                    .orElse("");
        } catch (IOException e) {
            return " Its folder cannot be listed: " + e + ".";
        }
    }

    private String chainTo(Path target) {
        return Stream.concat(chain.stream(), Stream.of(target))
                .map(Path::toString)
                .collect(Collectors.joining(" -> "));
    }

    private static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    /** Merges mappings deep; everything else of the second replaces the first. */
    static MappingNode merge(MappingNode first, MappingNode second) {
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>(first.entries());
        second.entries().forEach((key, entry) -> {
            MappingNode.Entry old = entries.get(key);
            ConfigNode value = old != null
                            && old.value() instanceof MappingNode before
                            && entry.value() instanceof MappingNode after
                    ? merge(before, after)
                    : entry.value();
            entries.put(key, new MappingNode.Entry(entry.key(), value));
        });
        return new MappingNode(entries, second.location());
    }
}
