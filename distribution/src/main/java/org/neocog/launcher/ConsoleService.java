package org.neocog.launcher;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;

/** The console bundle's {@code CommandLine}, called by name: its package belongs to the bundle. */
final class ConsoleService {
    static final String TYPE = "org.neocog.console.CommandLine";

    private final Object service;
    private final Class<?> type;

    ConsoleService(Object service) {
        this.service = service;
        try {
            this.type = service.getClass().getClassLoader().loadClass(TYPE);
        } catch (ClassNotFoundException e) {
            throw new LaunchException(TYPE + ": must be visible to its own bundle, but is not.", e);
        }
    }

    /** Runs a command and returns its exit code. */
    int execute(List<String> arguments, PrintStream out, PrintStream err, Path workingDirectory) {
        Class<?>[] types = {String[].class, PrintStream.class, PrintStream.class, Path.class};
        Object[] values = {arguments.toArray(new String[0]), out, err, workingDirectory};
        return (Integer) call("execute", types, values);
    }

    /** Asks the command that runs to stop in order. */
    boolean interrupt() {
        return (Boolean) call("interrupt", new Class<?>[0], new Object[0]);
    }

    private Object call(String method, Class<?>[] types, Object[] values) {
        try {
            return type.getMethod(method, types).invoke(service, values);
        } catch (InvocationTargetException e) {
            throw new LaunchException("console: must not fail, but does: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new LaunchException("console: must fit this launcher, but " + method + " does not: " + e, e);
        }
    }
}
