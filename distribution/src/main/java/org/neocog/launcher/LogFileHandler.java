package org.neocog.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Writes one file a process, made at the first record. */
final class LogFileHandler extends Handler {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault());

    private final Path folder;
    private final SimpleFormatter texts = new SimpleFormatter();
    private @Nullable PrintWriter writer;
    private boolean broken;

    LogFileHandler(Path folder) {
        this.folder = folder;
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        if (!isLoggable(logged) || broken) {
            return;
        }
        try {
            PrintWriter out = writer == null ? open(logged) : writer;
            writer = out;
            out.println(logged.getInstant() + " " + logged.getLevel() + " " + logged.getLoggerName() + " "
                    + texts.formatMessage(logged));
            if (logged.getThrown() != null) {
                logged.getThrown().printStackTrace(out);
            }
            out.flush();
        } catch (IOException e) {
            broken = true; // a log that cannot be written must not stop the work
            reportError("log file", e, ErrorManager.OPEN_FAILURE);
        }
    }

    private PrintWriter open(LogRecord first) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(
                NAME.format(first.getInstant()) + "-" + ProcessHandle.current().pid() + ".log");
        return new PrintWriter(Files.newBufferedWriter(file));
    }

    @Override
    public synchronized void flush() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public synchronized void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
        broken = true;
    }
}
