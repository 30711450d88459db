package org.neocog.run;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.neocog.backend.Backend;
import org.neocog.experiment.Precision;
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
    private static final Comparator<Installed> ORDER =
            Comparator.comparing((Installed entry) -> -entry.ranking()).thenComparing(Installed::serviceId);

    private final List<Installed> installed = new CopyOnWriteArrayList<>();

    /** A backend, the name it is registered under, its kind of device, and the bundle that it came from (text for reports). */
    record Installed(
            String name, String device, Backend backend, int ranking, long serviceId, String bundle, boolean complete) {
        /**
         * Whether the backend is meant: by its name; by a pattern with * and ?; or, if it has a name of several parts and does not compute on the
         * processor, by the first part ({@code opencl} for {@code opencl:nvidia-cuda:0}).
         */
        boolean matches(String wanted) {
            if (wanted.indexOf('*') >= 0 || wanted.indexOf('?') >= 0) {
                String regex = Pattern.quote(wanted).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
                return Pattern.matches(regex, name);
            }
            return name.equals(wanted) || name.startsWith(wanted + ":") && !device.equals("cpu");
        }

        boolean computesIn(Precision precision) {
            return backend.device().elementTypes().contains(RunSettings.element(precision))
                    && backend.activations().contains(RunSettings.activations(precision));
        }

        private List<String> precisions() {
            return Arrays.stream(Precision.values())
                    .filter(this::computesIn)
                    .map(RunSettings::name)
                    .toList();
        }
    }

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
                String.valueOf(properties.get(Backend.DEVICE)),
                backend,
                properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0,
                origin,
                Boolean.TRUE.equals(properties.get(Backend.COMPLETE))));
    }

    private static Map<String, Object> properties(ServiceReference<Backend> reference) {
        Map<String, Object> properties = new java.util.HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        return properties;
    }

    /**
     * The first of the preferred names that is there and computes in the precision; of several that a name {@linkplain Installed#matches means}
     * that of highest ranking, then the oldest.
     */
    Optional<Installed> choose(List<String> prefer, Precision precision) {
        return prefer.stream()
                .flatMap(name -> named(name).stream())
                .filter(entry -> entry.computesIn(precision))
                .findFirst();
    }

    /** All that are there. */
    List<Installed> installed() {
        return List.copyOf(installed);
    }

    private List<Installed> named(String name) {
        return installed.stream()
                .filter(entry -> entry.matches(name))
                .sorted(ORDER)
                .toList();
    }

    /** A backend that supports what others do not, if one is there. */
    Optional<Backend> complete() {
        return installed.stream().filter(Installed::complete).min(ORDER).map(Installed::backend);
    }

    /** Whether every preferred name is there: then none computes in a precision because none can, not because one is missing. */
    boolean haveAll(List<String> prefer) {
        return prefer.stream().noneMatch(name -> named(name).isEmpty());
    }

    /** What to say of {@code backend} when none of the preferred names is there, or none that is computes in the precision. */
    String noneMatches(List<String> prefer, Precision precision) {
        List<Installed> there =
                prefer.stream().flatMap(name -> named(name).stream()).toList();
        if (!there.isEmpty()) {
            return "one of the preferred must compute in the precision, but precision=" + RunSettings.name(precision)
                    + "; offered: "
                    + there.stream()
                            .map(entry -> entry.name() + "=" + entry.precisions())
                            .collect(Collectors.joining(", "))
                    + ". Use another train.precision, or add a backend to backend.prefer.";
        }
        return "none matches (" + Backend.NAME + "=" + String.join("|", prefer) + "); available: "
                + installed.stream().map(Installed::name).sorted().toList()
                + ". Install a bundle that registers one, or change backend.prefer.";
    }
}
