package org.neocog.backend.onednn;

import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the backend where its library runs; elsewhere one line of the log says why there is none. */
@Component(
        service = {},
        immediate = true)
public final class OneDnnProvider {
    private static final System.Logger LOG = System.getLogger(OneDnnProvider.class.getName());
    private static final int RANKING = 100;

    private final @Nullable ServiceRegistration<Backend> registration;

    @Activate
    public OneDnnProvider(BundleContext context) {
        registration = register(context);
    }

    private static @Nullable ServiceRegistration<Backend> register(BundleContext context) {
        OneDnnBackend backend;
        try {
            backend = new OneDnnBackend();
        } catch (BackendException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return null;
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Backend.NAME, "onednn");
        properties.put(Backend.DEVICE, "cpu");
        properties.put(Backend.SUMS_BY_THREADS, true);
        properties.put(Constants.SERVICE_RANKING, RANKING);
        return context.registerService(Backend.class, backend, properties);
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
