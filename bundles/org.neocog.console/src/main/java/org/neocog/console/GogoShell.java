package org.neocog.console;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import org.neocog.run.RunException;

/**
 * The Gogo shell, called by name: its bundles are only there for the command {@code shell}, and commands must not depend
 * on them.
 */
final class GogoShell implements Services.Shell {
    static final String PROCESSOR = "org.apache.felix.service.command.CommandProcessor";
    private static final String SESSION = "org.apache.felix.service.command.CommandSession";

    private final Object processor;

    /** Wraps the service. @param processor the service {@value #PROCESSOR} */
    GogoShell(Object processor) {
        this.processor = processor;
    }

    @Override
    public void run(InputStream in, PrintStream out, PrintStream err) {
        try {
            ClassLoader gogo = processor.getClass().getClassLoader();
            Object session = gogo.loadClass(PROCESSOR)
                    .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class)
                    .invoke(processor, in, out, err);
            Class<?> type = gogo.loadClass(SESSION);
            try {
                type.getMethod("execute", CharSequence.class).invoke(session, "gosh --login --noshutdown");
            } finally {
                type.getMethod("close").invoke(session);
            }
        } catch (InvocationTargetException e) {
            throw new RunException("shell: must run, but fails: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new RunException("shell: the bundles of Gogo must fit, but do not: " + e, e);
        }
    }
}
