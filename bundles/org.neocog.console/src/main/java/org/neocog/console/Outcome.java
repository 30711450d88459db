package org.neocog.console;

/**
 * How a command ended. Only one of the two forms is printed.
 *
 * @param code the exit code
 * @param text the result for people, goes to standard output; lines end with a line break
 * @param message what else people should know, goes to standard error
 * @param json the result for programs: a map, a list or a record of such
 */
record Outcome(int code, String text, String message, Object json) {
    static Outcome done(String text, Object json) {
        return new Outcome(ExitCode.DONE, text, "", json);
    }
}
