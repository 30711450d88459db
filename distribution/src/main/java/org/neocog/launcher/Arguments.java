package org.neocog.launcher;

import java.util.List;

/**
 * What the launcher itself reads of the command line; the console reads it all again.
 *
 * @param command the first word that is no option, or an empty text
 * @param verbose whether messages below warnings go to the terminal
 */
record Arguments(String command, boolean verbose) {
    static Arguments of(List<String> words) {
        String command =
                words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
        return new Arguments(command, words.contains("--verbose"));
    }
}
