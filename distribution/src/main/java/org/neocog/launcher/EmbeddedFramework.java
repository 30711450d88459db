package org.neocog.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Felix with the bundles of a plan. Closing stops it and waits. */
final class EmbeddedFramework implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedFramework.class.getName());
    private static final long STOP_SECONDS = 20;

    private final Installation installation;
    private final StartPlan plan;
    private final BundleCache storage;
    private final Framework framework;

    /**
     * Prepares a framework; nothing runs yet.
     *
     * @param plan what to start
     * @param storage where the framework keeps what it must
     */
    EmbeddedFramework(Installation installation, StartPlan plan, BundleCache storage) {
        this.installation = installation;
        this.plan = plan;
        this.storage = storage;
        Map<String, Object> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, storage.folder().toString());
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(plan.lastLevel()));
        // Shared with the bundles so that the launcher can read their log.
        String shared = "org.osgi.service.log;version=1.5.0";
        properties.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                VectorModule.load() ? shared + "," + VectorModule.PACKAGE : shared);
        properties.put("felix.log.logger", new FrameworkLog());
        properties.put("felix.cache.locking", "false"); // the storage has a lock of its own
        properties.put("neocog.home", installation.home().toString());
        properties.put("neocog.socket", ServerClient.socket(installation).toString());
        // The command "shell" starts the shell itself.
        properties.put("gosh.args", "--nointeractive --noshutdown");
        this.framework = new FrameworkFactory().newFramework(properties);
    }

    /** Starts all bundles that the command needs, and waits until all were tried. */
    void start(String command) {
        try {
            framework.init();
            BundleContext context = framework.getBundleContext();
            FrameworkLog.follow(context);
            boolean installed = storage.isComplete();
            if (!installed) {
                install(context, command);
            }
            framework.start();
            if (!installed) {
                storage.complete();
            }
        } catch (BundleException | IOException e) {
            throw new LaunchException("framework: must start, but does not: " + e.getMessage(), e);
        }
    }

    /** Installs what the command needs; the framework remembers the bundles and that they are to be started. */
    private void install(BundleContext context, String command) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (StartPlan.Entry entry : plan.bundles()) {
            if (entry.neededFor(command)) {
                bundles.add(install(context, entry));
            }
        }
        for (Bundle bundle : bundles) {
            if (!isFragment(bundle)) {
                bundle.start();
            }
        }
    }

    private Bundle install(BundleContext context, StartPlan.Entry entry) {
        String jar = installation.home().resolve(entry.path()).toUri().toString();
        try {
            Bundle bundle = context.installBundle("reference:" + jar);
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
            return bundle;
        } catch (BundleException e) {
            throw new LaunchException(
                    entry.path() + ": must be a bundle, but cannot be installed: " + e.getMessage()
                            + ". Remove it, or install Neocog again.",
                    e);
        }
    }

    static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** The service of that interface, or null. */
    @Nullable
    Object service(String type) {
        BundleContext context = framework.getBundleContext();
        ServiceReference<?> reference = context.getServiceReference(type);
        return reference == null ? null : context.getService(reference);
    }

    /** Makes the classes of bundles fit for an archive. */
    void linkLoadedClasses() {
        LoadedClasses.link(framework.getBundleContext());
    }

    /** What is not as it should be. */
    Diagnosis diagnosis() {
        return new Diagnosis(framework.getBundleContext());
    }

    @Override
    public void close() {
        try {
            framework.stop();
            FrameworkEvent event = framework.waitForStop(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            if (event.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warning(
                        "framework: must stop within " + STOP_SECONDS + " s, but does not; the process ends anyway.");
            }
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "framework: must stop, but does not; the process ends anyway.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
