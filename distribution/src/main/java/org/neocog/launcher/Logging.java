package org.neocog.launcher;

import java.io.PrintStream;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets java.util.logging up: short warnings on the terminal, everything else in a file that is made when needed. */
final class Logging {
    private Logging() {}

    /**
     * Starts with the terminal alone.
     *
     * @param err the terminal
     * @param verbose whether messages below warnings, and stack traces, go there as well
     */
    static void start(PrintStream err, boolean verbose) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(new TerminalHandler(err, verbose));
        if (verbose) {
            Logger.getLogger("org.neocog").setLevel(Level.FINE);
        }
    }

    /** Adds the file. */
    static void toFiles(LogFileHandler file) {
        Logger.getLogger("").addHandler(file);
    }
}
