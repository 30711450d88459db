package org.neocog.launcher;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The module of the Vector API, which Java leaves out unless it is asked for on the command line, and then it prints a warning. Where the start script
 * wants it, it is loaded the way Java itself loads modules that it needs later; the launcher's manifest opens that to it. Backends do without it.
 */
final class VectorModule {
    /** Package of the API. */
    static final String PACKAGE = "jdk.incubator.vector";

    /** System property: {@code true} where the script wants the module. */
    private static final String WANTED = "neocog.vector";

    private static final Logger LOG = Logger.getLogger(VectorModule.class.getName());

    private VectorModule() {}

    /** Loads the module if it is wanted; returns whether the framework has to be told of it. Call it before anything looks for its classes. */
    static boolean load() {
        boolean there = ModuleLayer.boot().findModule(PACKAGE).isPresent();
        if (there || !Boolean.getBoolean(WANTED)) {
            return false;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, PACKAGE);
            Class.forName(PACKAGE + ".FloatVector", false, VectorModule.class.getClassLoader());
            return true;
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.log(Level.FINE, "vector module: this Java does not load it; backends compute without", e);
            return false;
        }
    }
}
