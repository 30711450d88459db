package org.neocog.run;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.neocog.backend.Backend;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The backends that are there now, by name. Threading: safe for all threads. */
@Component(service = Backends.class)
public final class Backends {
    private final List<Installed> installed = new CopyOnWriteArrayList<>();

    /** A backend, the name it is registered under, and the bundle that it came from (text for reports). */
    record Installed(String name, Backend backend, int ranking, long serviceId, String bundle) {}

    @Activate
    public Backends() {}

    @Reference(service = Backend.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(Backend backend, ServiceReference<Backend> reference) {
        Bundle bundle = reference.getBundle();
        String origin = bundle == null ? "unknown" : bundle.getSymbolicName() + " " + bundle.getVersion();
        add(backend, properties(reference), origin);
    }

    void remove(Backend backend) {
        installed.removeIf(entry -> entry.backend() == backend);
    }

    void add(Backend backend, Map<String, Object> properties, String origin) {
        installed.add(new Installed(
                String.valueOf(properties.get(Backend.NAME)),
                backend,
                properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0,
                origin));
    }

    private static Map<String, Object> properties(ServiceReference<Backend> reference) {
        Map<String, Object> properties = new java.util.HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        return properties;
    }

    /** The first of the preferred names that is there; of two of one name that of higher ranking, then the older. */
    Optional<Installed> choose(List<String> prefer) {
        return prefer.stream()
                .flatMap(name -> installed.stream()
                        .filter(entry -> entry.name().equals(name))
                        .min(Comparator.comparing((Installed entry) -> -entry.ranking())
                                .thenComparing(Installed::serviceId))
                        .stream())
                .findFirst();
    }

    /** What to say of {@code backend} when none of the preferred names is there. */
    String noneMatches(List<String> prefer) {
        return "none matches (" + Backend.NAME + "=" + String.join("|", prefer) + "); available: "
                + installed.stream().map(Installed::name).sorted().toList()
                + ". Install a bundle that registers one, or change backend.prefer.";
    }
}
