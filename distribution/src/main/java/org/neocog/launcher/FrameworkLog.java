package org.neocog.launcher;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;

/** Passes what the framework and OSGi's log service say on to java.util.logging. */
final class FrameworkLog extends Logger {
    private static final java.util.logging.Logger LOG = java.util.logging.Logger.getLogger("org.neocog.osgi");

    FrameworkLog() {
        setLogLevel(LOG_WARNING);
    }

    /** To the log file alone: what keeps a bundle from starting, the {@link Diagnosis} says once and in short. */
    @Override
    protected void doLog(int level, String message, @Nullable Throwable thrown) {
        log(level == LOG_ERROR || level == LOG_WARNING ? Level.INFO : Level.FINE, message, thrown);
    }

    /** Listens to the log service as soon as there is one. */
    static void follow(BundleContext context) {
        try {
            context.addServiceListener(
                    event -> {
                        if (event.getType() == ServiceEvent.REGISTERED) {
                            listen(context, event.getServiceReference());
                        }
                    },
                    "(objectClass=" + LogReaderService.class.getName() + ")");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void listen(BundleContext context, ServiceReference<?> reference) {
        if (context.getService(reference) instanceof LogReaderService reader) {
            reader.addLogListener(FrameworkLog::entry);
        }
    }

    /** Errors that bundles log are warnings here; the log service repeats the framework's own, which are known already. */
    private static void entry(LogEntry entry) {
        if (entry.getLoggerName().startsWith("Events.")) {
            return;
        }
        Bundle bundle = entry.getBundle();
        String message = (bundle == null ? "" : bundle.getSymbolicName() + ": ") + entry.getMessage();
        if (entry.getLogLevel() == LogLevel.ERROR) {
            log(Level.WARNING, message, entry.getException());
        } else if (entry.getLogLevel() == LogLevel.WARN) {
            log(Level.INFO, message, entry.getException());
        }
    }

    private static void log(Level level, String message, @Nullable Throwable thrown) {
        LogRecord entry = new LogRecord(level, message);
        entry.setLoggerName(LOG.getName());
        if (thrown != null) {
            entry.setThrown(thrown);
        }
        LOG.log(entry);
    }
}
