package org.neocog.launcher;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Has the Java machine link the classes of bundles that it has loaded only: an archive of classes takes none that are not linked, and
 * those that native code looked up seldom are.
 */
final class LoadedClasses {
    private static final Logger LOG = Logger.getLogger(LoadedClasses.class.getName());

    private LoadedClasses() {}

    static void link(BundleContext context) {
        try {
            Set<String> loaded = names();
            for (Bundle bundle : context.getBundles()) {
                BundleWiring wiring = bundle.adapt(BundleWiring.class);
                if (wiring != null && bundle.getBundleId() != 0) {
                    link(bundle, wiring, loaded);
                }
            }
        } catch (JMException e) {
            LOG.log(Level.INFO, "class archive: this Java does not tell its classes; starts stay slower", e);
        }
    }

    private static void link(Bundle bundle, BundleWiring wiring, Set<String> loaded) {
        int options = BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL;
        for (String path : wiring.listResources("/", "*.class", options)) {
            String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
            if (loaded.contains(name)) {
                try {
                    // Asking for what a class declares links it and does not initialize it.
                    int constructors = bundle.loadClass(name).getDeclaredConstructors().length;
                    LOG.finest(() -> name + ": " + constructors);
                } catch (ClassNotFoundException | LinkageError e) {
                    LOG.log(Level.FINE, "class archive: goes without " + name, e);
                }
            }
        }
    }

    /** All names of classes that are loaded. */
    private static Set<String> names() throws JMException {
        Object tree = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClassHierarchy",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Set<String> names = new HashSet<>();
        for (String line : String.valueOf(tree).split("\n")) {
            // Such as "|--org.example.Name/0x00007f..", the loader behind the slash.
            int start = line.lastIndexOf("--") + 2;
            int end = line.indexOf('/');
            if (end > start) {
                names.add(line.substring(start, end));
            }
        }
        return names;
    }
}
