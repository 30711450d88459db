package org.neocog.lib.jocl;

import org.jocl.SystemLoader;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Has the system's OpenCL loader load and start the drivers on a thread of its own as soon as the bundle starts, while the framework starts the others: a driver
 * with a compiler inside takes a quarter of a second.
 */
public final class EarlyLoading implements BundleActivator {
    private static final System.Logger LOG = System.getLogger(EarlyLoading.class.getName());

    @Override
    public void start(BundleContext context) {
        Thread thread = new Thread(EarlyLoading::load, "neocog-opencl-loading");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        try {
            if (SystemLoader.isThere()) {
                SystemLoader.startDrivers();
            }
        } catch (LinkageError | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "OpenCL does not load; the backend will say so", e);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // A library stays loaded as long as its class loader lives.
    }
}
