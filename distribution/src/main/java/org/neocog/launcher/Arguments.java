package org.neocog.launcher;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the launcher itself reads of the command line; the console reads it all again.
 *
 * @param command the first two words that are no options, such as {@code list backends}, or what there is of them
 * @param verbose whether messages below warnings go to the terminal
 */
record Arguments(String command, boolean verbose) {
    static Arguments of(List<String> words) {
        String command =
                words.stream().filter(word -> !word.startsWith("-")).limit(2).collect(Collectors.joining(" "));
        return new Arguments(command, words.contains("--verbose"));
    }
}
