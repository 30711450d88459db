package org.neocog.launcher;

import java.io.PrintStream;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Writes {@code warning: message} lines for people. */
final class TerminalHandler extends Handler {
    /** Takes away a progress bar that stands in the line. */
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean verbose;
    private final boolean terminal = System.getProperty("neocog.columns") != null;
    private final SimpleFormatter texts = new SimpleFormatter();

    TerminalHandler(PrintStream err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
        setLevel(verbose ? Level.FINE : Level.WARNING);
    }

    @Override
    public void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        StringBuilder line = new StringBuilder(terminal ? CLEAR_LINE : "");
        line.append(label(logged.getLevel())).append(": ").append(texts.formatMessage(logged));
        Throwable thrown = logged.getThrown();
        if (thrown != null && !verbose) {
            line.append(" (").append(thrown).append(')');
        }
        synchronized (err) {
            err.println(line);
            if (thrown != null && verbose) {
                thrown.printStackTrace(err);
            }
        }
    }

    private static String label(Level level) {
        return level.equals(Level.SEVERE) ? "error" : level.getName().toLowerCase(Locale.ROOT);
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
