package org.neocog.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Lets go of bundles that were uninstalled. Felix 7.0.5 remembers each bundle that ever used a service, and Felix Log 1.3.0 each that has a logger, for
 * as long as they run, with the directory of its jar: some 40 KB for each time that a bundle is removed. This takes such bundles out of both tables. There
 * is no public way; in a framework that has no such tables it does nothing.
 */
@Component(
        service = {},
        immediate = true)
public final class UninstalledBundles implements BundleListener {
    private static final Logger LOG = System.getLogger(UninstalledBundles.class.getName());
    private static final String LOGGERS = "org.osgi.service.log.admin.LoggerAdmin";

    private final BundleContext context;

    @Activate
    public UninstalledBundles(BundleContext context) {
        this.context = context;
        context.addBundleListener(this);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(this);
    }

    /** Forgets all that are uninstalled, also those of before: a logger may be made when its bundle has gone already. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            forget(table(field(context.getBundle(0), "m_registry"), "m_inUseMap"), key -> key);
            ServiceReference<?> loggers = context.getServiceReference(LOGGERS);
            if (loggers != null) {
                forget(table(context.getService(loggers), "_loggers"), key -> field(key, "m_bundle"));
                context.ungetService(loggers);
            }
        }
    }

    /** How a key of a table names its bundle. */
    @FunctionalInterface
    private interface Naming {
        @Nullable
        Object bundle(Object key);
    }

    private static void forget(Map<?, ?> table, Naming naming) {
        table.keySet()
                .removeIf(
                        key -> naming.bundle(key) instanceof Bundle bundle && bundle.getState() == Bundle.UNINSTALLED);
    }

    private static Map<?, ?> table(@Nullable Object owner, String name) {
        return field(owner, name) instanceof java.util.concurrent.ConcurrentMap<?, ?> table ? table : Map.of();
    }

    /** What a field of an object holds; null if there is no such field, or it cannot be read. */
    private static @Nullable Object field(@Nullable Object owner, String name) {
        for (Class<?> type = owner == null ? null : owner.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(owner);
            } catch (NoSuchFieldException e) {
                continue;
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(Level.DEBUG, "field " + name + " of " + type + " cannot be read; uninstalled bundles stay", e);
                return null;
            }
        }
        return null;
    }
}
