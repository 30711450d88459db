package org.neocog.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which bundles to start, in the order of installation: what the feature files come to.
 *
 * @param bundles the bundles
 */
record StartPlan(List<Entry> bundles) {
    private static final String HEADER = "neocog start plan 1";
    private static final String ALWAYS = "-";
    /** Before a command that does not need a bundle. */
    static final String NOT = "!";

    /**
     * A bundle.
     *
     * @param path the jar, relative to the installation
     * @param startLevel the level at which it starts, from 1 on
     * @param commands only needed for these commands, and not for those behind a {@value #NOT}; a command is its first word or its first two
     */
    record Entry(String path, int startLevel, List<String> commands) {
        boolean neededFor(String command) {
            List<String> these = matching(command);
            return these.stream().noneMatch(name -> name.startsWith(NOT))
                    && (!these.isEmpty() || commands.stream().allMatch(name -> name.startsWith(NOT)));
        }

        /** Those of its commands, with the mark, that this one is. */
        List<String> matching(String command) {
            return commands.stream()
                    .filter(name -> {
                        String bare = name.startsWith(NOT) ? name.substring(NOT.length()) : name;
                        return command.equals(bare) || command.startsWith(bare + " ");
                    })
                    .toList();
        }
    }

    StartPlan {
        bundles = List.copyOf(bundles);
    }

    /** What is special about the bundles that this command needs, as the name of a file; empty if they are those of most commands. */
    String kind(String command) {
        return bundles.stream()
                .flatMap(entry -> entry.matching(command).stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining("-"))
                .replaceAll("[^A-Za-z0-9-]+", "-");
    }

    /** The last start level. */
    int lastLevel() {
        return bundles.stream().mapToInt(Entry::startLevel).max().orElse(1);
    }

    /** One line a bundle, after a header. */
    List<String> toLines() {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (Entry entry : bundles) {
            String commands = entry.commands().isEmpty() ? ALWAYS : String.join(",", entry.commands());
            lines.add(entry.startLevel() + "\t" + commands + "\t" + entry.path());
        }
        return lines;
    }

    /** Reads what {@link #toLines} wrote; empty if it is something else. */
    static Optional<StartPlan> fromLines(List<String> lines) {
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split("\t", 3);
            if (parts.length != 3 || !parts[0].matches("\\d{1,4}")) {
                return Optional.empty();
            }
            entries.add(new Entry(
                    parts[2],
                    Integer.parseInt(parts[0]),
                    parts[1].equals(ALWAYS) ? List.of() : List.of(parts[1].split(","))));
        }
        return Optional.of(new StartPlan(entries));
    }
}
