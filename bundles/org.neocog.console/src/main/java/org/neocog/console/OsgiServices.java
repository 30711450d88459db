package org.neocog.console;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.config.Catalog;
import org.neocog.config.PlugIn;
import org.neocog.exchange.NetworkFormat;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.Finders;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import org.neocog.run.Verification;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The services of the framework. Looked up at each use and not as references of a component: most commands need few of
 * them, and help must work when one is missing.
 */
final class OsgiServices implements Services {
    private static final Logger LOG = System.getLogger(OsgiServices.class.getName());

    private final BundleContext context;

    OsgiServices(BundleContext context) {
        this.context = context;
    }

    @Override
    public RunEngine engine() {
        return require(RunEngine.class);
    }

    @Override
    public Finders finders() {
        return require(Finders.class);
    }

    @Override
    public ExperimentReader reader() {
        return require(ExperimentReader.class);
    }

    @Override
    public Catalog catalog() {
        return require(Catalog.class);
    }

    @Override
    public CommandLine commandLine() {
        return require(CommandLine.class);
    }

    @Override
    public BundleContext context() {
        return context;
    }

    @Override
    public @Nullable String property(String name) {
        return context.getProperty(name);
    }

    @Override
    public <T> T special(Class<T> type, String feature) {
        ServiceReference<T> reference = context.getServiceReference(type);
        if (reference == null) {
            throw new RunException("console: the bundles of the feature \"" + feature + "\" must run, but do not: no "
                    + type.getName() + " is there. They are only started by the command itself, and not in a shell.");
        }
        return require(type);
    }

    @Override
    public NetworkFormat format(String name) {
        try {
            for (ServiceReference<NetworkFormat> reference :
                    context.getServiceReferences(NetworkFormat.class, "(" + NetworkFormat.NAME + "=" + name + ")")) {
                NetworkFormat format = context.getService(reference);
                if (format != null) {
                    return format;
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("formats are named by letters", e);
        }
        throw new RunException("console: a bundle must offer the format \"" + name
                + "\", but none does. Install org.neocog.exchange." + name + ".");
    }

    @Override
    public Shell shell() {
        ServiceReference<?> reference = context.getServiceReference(GogoShell.PROCESSOR);
        Object processor = reference == null ? null : context.getService(reference);
        if (processor == null) {
            throw new RunException("shell: the bundles of the feature \"shell\" must run, but do not. They are only"
                    + " started by: neocog shell");
        }
        return new GogoShell(processor);
    }

    private <T> T require(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        T service = reference == null ? null : context.getService(reference);
        if (service == null) {
            throw new RunException("console: a service " + type.getName() + " must be there, but "
                    + (reference == null ? "none is registered" : "its component does not start")
                    + ". Run the command again with --verbose to see why.");
        }
        return service;
    }

    @Override
    public List<BackendOffer> backends() {
        List<BackendOffer> offers = new ArrayList<>();
        for (ServiceReference<Backend> reference : references()) {
            try {
                Backend backend = context.getService(reference);
                if (backend != null) {
                    offers.add(new BackendOffer(
                            text(reference.getProperty(Backend.NAME)),
                            text(reference.getProperty(Backend.DEVICE)),
                            backend.device(),
                            named(reference.getBundle()),
                            verified(reference)));
                }
            } catch (RuntimeException | LinkageError e) { // one bad plug-in must not hide the others
                LOG.log(
                        Level.WARNING,
                        named(reference.getBundle()) + ": backend " + text(reference.getProperty(Backend.NAME))
                                + " must describe its device, but fails. Update or remove the bundle.",
                        e);
            }
        }
        offers.sort(Comparator.comparing(BackendOffer::name));
        return offers;
    }

    private static OptionalDouble verified(ServiceReference<Backend> reference) {
        String service = Verification.backend(text(reference.getProperty(Backend.NAME)));
        Bundle bundle = reference.getBundle();
        return bundle == null
                ? OptionalDouble.empty()
                : Verification.jar(bundle)
                        .map(jar -> Verification.recorded(jar, service))
                        .orElse(OptionalDouble.empty());
    }

    private Collection<ServiceReference<Backend>> references() {
        try {
            return context.getServiceReferences(Backend.class, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("null is a filter", e);
        }
    }

    private static String text(@Nullable Object property) {
        return property == null ? "unknown" : property.toString();
    }

    @Override
    public String bundleOf(PlugIn plugIn) {
        return named(FrameworkUtil.getBundle(plugIn.getClass()));
    }

    private static String named(@Nullable Bundle bundle) {
        return bundle == null ? "unknown" : bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    @Override
    public String version() {
        return context.getBundle().getVersion().toString();
    }
}
