package org.neocog.console;

/** A command with its options set. */
@FunctionalInterface
interface Action {
    /**
     * Does it.
     *
     * @param console what to work with
     * @return what to print, and the exit code
     */
    Outcome run(Console console);
}
