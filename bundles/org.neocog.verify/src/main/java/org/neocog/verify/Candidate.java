package org.neocog.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * The bundle to verify, started. Bundles of the same symbolic name that are installed already rest meanwhile, so that it is not mistaken for them.
 *
 * <p>It is started for this process only: a process that it kills leaves nothing that the next one would start.
 */
final class Candidate {
    private static final String LOCATION = "verify:";

    private final BundleContext context;
    private final Bundle bundle;

    private Candidate(BundleContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
    }

    /** Installs and starts the bundle of a jar. @throws VerificationException if it does not start */
    static Candidate install(BundleContext context, Path jar) {
        for (Bundle other : context.getBundles()) {
            if (other.getLocation().startsWith(LOCATION)) {
                uninstall(other);
            }
        }
        CollisionHook all = (operation, target, collisions) -> collisions.clear();
        ServiceRegistration<CollisionHook> hook = context.registerService(CollisionHook.class, all, null);
        try {
            Bundle bundle =
                    context.installBundle(LOCATION + jar, jar.toUri().toURL().openStream());
            for (Bundle other : context.getBundles()) {
                if (other != bundle && bundle.getSymbolicName().equals(other.getSymbolicName())) {
                    other.stop(Bundle.STOP_TRANSIENT);
                }
            }
            bundle.start(Bundle.START_TRANSIENT);
            return new Candidate(context, bundle);
        } catch (BundleException | java.io.IOException e) {
            throw new VerificationException(jar + ": must be a bundle that starts, but does not: " + e.getMessage()
                    + ". Compare what it imports with what neocog's bundles export.");
        } finally {
            hook.unregister();
        }
    }

    private static void uninstall(Bundle old) {
        try {
            old.uninstall();
        } catch (BundleException e) {
            throw new VerificationException(
                    old.getLocation() + ": what an earlier verification left must go, but does not: " + e.getMessage()
                            + ". Delete the cache.");
        }
    }

    /** The services of that type that the bundle registers. */
    <T> List<ServiceReference<T>> services(Class<T> type) {
        List<ServiceReference<T>> own = new ArrayList<>();
        for (ServiceReference<T> reference : all(context, type)) {
            if (reference.getBundle() == bundle) {
                own.add(reference);
            }
        }
        return own;
    }

    /** The interfaces of its services, for messages. */
    String registered() {
        ServiceReference<?> @Nullable [] services = bundle.getRegisteredServices();
        return services == null
                ? "none"
                : Arrays.stream(services)
                        .map(service -> String.join(", ", (String[]) service.getProperty(Constants.OBJECTCLASS)))
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    /** How its plug-ins are used. */
    Examples examples() {
        return Examples.of(bundle);
    }

    static <T> Collection<ServiceReference<T>> all(BundleContext context, Class<T> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("null is a filter", e);
        }
    }
}
