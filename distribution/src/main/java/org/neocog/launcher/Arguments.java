package org.neocog.launcher;

import java.util.List;

/**
 * What the launcher itself reads of the command line; the console reads it all again.
 *
 * @param command the first word that is no option, or an empty text
 * @param phrase the command with the word behind it, such as {@code list backends}
 * @param verbose whether messages below warnings go to the terminal
 */
record Arguments(String command, String phrase, boolean verbose) {
    static Arguments of(List<String> words) {
        List<String> first =
                words.stream().filter(word -> !word.startsWith("-")).limit(2).toList();
        return new Arguments(first.isEmpty() ? "" : first.get(0), String.join(" ", first), words.contains("--verbose"));
    }
}
