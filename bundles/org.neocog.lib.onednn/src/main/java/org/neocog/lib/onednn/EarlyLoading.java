package org.neocog.lib.onednn;

import org.bytedeco.dnnl.OneDnnLoader;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Loads the library on a thread of its own as soon as the bundle starts, while the framework starts the others: it takes a third of a second. */
public final class EarlyLoading implements BundleActivator {
    private static final System.Logger LOG = System.getLogger(EarlyLoading.class.getName());

    @Override
    public void start(BundleContext context) {
        if (OneDnnLoader.isForThisPlatform()) {
            Thread thread = new Thread(EarlyLoading::load, "neocog-onednn-loading");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void load() {
        try {
            OneDnnLoader.load();
        } catch (LinkageError | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "The library does not load; the backend will say so", e);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // A library stays loaded as long as its class loader lives.
    }
}
