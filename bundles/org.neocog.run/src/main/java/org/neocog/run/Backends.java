package org.neocog.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.experiment.Precision;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The backends that are there now, by name. Threading: safe for all threads. */
@Component(service = Backends.class)
public final class Backends {
    private static final Logger LOG = System.getLogger(Backends.class.getName());
    private static final Comparator<Installed> ORDER =
            Comparator.comparing((Installed entry) -> -entry.ranking()).thenComparing(Installed::serviceId);

    private final List<Installed> installed = new CopyOnWriteArrayList<>();
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private final Map<String, QuarantineReport> quarantined;
    private final AtomicLong version = new AtomicLong();
    /** What {@link #satisfying} was asked for; empty for all. */
    private final String requirement;

    /** A backend, the name it is registered under, its kind of device, and the bundle that it came from. */
    record Installed(
            String name,
            String device,
            Backend backend,
            int ranking,
            long serviceId,
            Origin origin,
            boolean complete,
            Supplier<Map<String, Object>> properties) {
        /** Text for reports. */
        String bundle() {
            return origin.toString();
        }

        /** The same after a restart of the bundle, another after an update. */
        String key() {
            String revision = origin.revision();
            return name + " " + (revision.isEmpty() ? "#" + System.identityHashCode(backend) : revision);
        }

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
    public Backends() {
        this("", new ConcurrentHashMap<>());
    }

    private Backends(String requirement, Map<String, QuarantineReport> quarantined) {
        this.requirement = requirement;
        this.quarantined = quarantined;
    }

    @Reference(service = Backend.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(Backend backend, ServiceReference<Backend> reference) {
        Bundle bundle = reference.getBundle();
        Map<String, Object> properties = properties(reference);
        add(backend, properties, Origin.of(bundle), () -> verified(properties, bundle));
    }

    /** The properties with what was recorded of the bundle; looked up when it is asked for. */
    private static Map<String, Object> verified(Map<String, Object> properties, @Nullable Bundle bundle) {
        Map<String, Object> all = new HashMap<>(properties);
        String service = Verification.backend(String.valueOf(properties.get(Backend.NAME)));
        all.put(
                Backend.VERIFIED,
                Optional.ofNullable(bundle)
                        .flatMap(Verification::jar)
                        .map(jar -> Verification.score(jar, service))
                        .orElse(0.0));
        return all;
    }

    /** The component runtime calls this before it stops the backend; comes back when no run holds it any more, or the bound is over. */
    void remove(Backend backend) {
        installed.removeIf(entry -> entry.backend() == backend);
        version.incrementAndGet();
        List<Lease> held = leases.stream()
                .filter(lease -> lease.backend().backend() == backend)
                .toList();
        held.forEach(Lease::revoke);
        for (Lease lease : held) {
            if (!lease.awaitReleased()) {
                LOG.log(
                        Level.WARNING,
                        "backend \"{0}\" leaves while a run is still in a step on it; the step is abandoned if it fails",
                        lease.backend().name());
            }
        }
    }

    void add(Backend backend, Map<String, Object> properties, String origin) {
        add(backend, properties, Origin.unknown(origin));
    }

    void add(Backend backend, Map<String, Object> properties, Origin origin) {
        add(backend, properties, origin, () -> properties);
    }

    private void add(
            Backend backend, Map<String, Object> properties, Origin origin, Supplier<Map<String, Object>> matched) {
        installed.add(new Installed(
                String.valueOf(properties.get(Backend.NAME)),
                String.valueOf(properties.get(Backend.DEVICE)),
                backend,
                properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                properties.get(Constants.SERVICE_ID) instanceof Long id ? id : 0,
                origin,
                Boolean.TRUE.equals(properties.get(Backend.COMPLETE)),
                matched));
        version.incrementAndGet();
    }

    /** Changes whenever a backend comes, leaves or is set aside. */
    long version() {
        return version.get();
    }

    /**
     * Holds a backend.
     *
     * @param quiesceSeconds how long it waits to be let go when it leaves
     * @return empty if it is not there any more
     */
    Optional<Lease> lease(Installed backend, double quiesceSeconds) {
        Lease[] made = new Lease[1];
        made[0] = new Lease(backend, quiesceSeconds, () -> leases.remove(made[0]));
        leases.add(made[0]);
        if (installed.contains(backend)) {
            return Optional.of(made[0]);
        }
        made[0].close();
        return Optional.empty();
    }

    /** Sets a backend aside until its bundle is updated. */
    void quarantine(Installed backend, QuarantineReport report) {
        quarantined.put(backend.key(), report);
        version.incrementAndGet();
        LOG.log(Level.WARNING, "quarantined until it is updated: {0}", report);
    }

    /** Why it is set aside, if it is. */
    Optional<QuarantineReport> quarantine(Installed backend) {
        return Optional.ofNullable(quarantined.get(backend.key()));
    }

    private static Map<String, Object> properties(ServiceReference<Backend> reference) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        return properties;
    }

    /** Those that are there now and match a filter on their properties, with {@link Backend#VERIFIED} among them. */
    Backends satisfying(Optional<String> require) {
        if (require.isEmpty()) {
            return this;
        }
        Backends some = new Backends(require.get(), quarantined);
        installed.stream().filter(meeting(require)).forEach(some.installed::add);
        return some;
    }

    /** Whether a backend matches a filter on its properties, with {@link Backend#VERIFIED} among them. */
    static Predicate<Installed> meeting(Optional<String> require) {
        if (require.isEmpty()) {
            return any -> true;
        }
        try {
            Filter filter = FrameworkUtil.createFilter(require.get());
            return entry -> filter.matches(entry.properties().get());
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("backend.require: the schema lets filters through only: " + require, e);
        }
    }

    /** What those that are there have been verified to: {@code onednn verified=1.0}. */
    private String scores() {
        return installed.stream()
                .sorted(Comparator.comparing(Installed::name))
                .map(entry -> entry.name() + " " + Backend.VERIFIED + "="
                        + entry.properties().get().getOrDefault(Backend.VERIFIED, 0.0))
                .toList()
                .toString();
    }

    /**
     * Of a backend that is required to match a filter: what to say when none of the preferred names does.
     *
     * @param satisfying of these, by {@code require}
     */
    String noneSatisfies(Backends satisfying, List<String> prefer, Precision precision) {
        if (satisfying == this || named(prefer).isEmpty()) {
            return noneMatches(prefer, precision);
        }
        if (!satisfying.named(prefer).isEmpty()) {
            return satisfying.noneMatches(prefer, precision);
        }
        return "one of the preferred must match backend.require, but require=" + satisfying.requirement
                + "; available: " + scores() + ". Run neocog verify --backend "
                + named(prefer).get(0).name() + ", or change backend.require.";
    }

    private List<Installed> named(List<String> names) {
        return names.stream().flatMap(name -> named(name).stream()).toList();
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

    /** As above, of those that {@code usable} accepts. */
    Optional<Installed> choose(List<String> prefer, Precision precision, Predicate<Installed> usable) {
        return prefer.stream()
                .flatMap(name -> named(name).stream())
                .filter(entry -> entry.computesIn(precision))
                .filter(usable)
                .findFirst();
    }

    /** All that are there, also those that are set aside. */
    List<Installed> installed() {
        return List.copyOf(installed);
    }

    private List<Installed> named(String name) {
        return installed.stream()
                .filter(entry -> entry.matches(name))
                .filter(entry -> quarantine(entry).isEmpty())
                .sorted(ORDER)
                .toList();
    }

    /** A backend that supports what others do not, if one is there. */
    Optional<Installed> complete() {
        return installed.stream()
                .filter(Installed::complete)
                .filter(entry -> quarantine(entry).isEmpty())
                .min(ORDER);
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
                + installed.stream()
                        .filter(entry -> quarantine(entry).isEmpty())
                        .map(Installed::name)
                        .sorted()
                        .toList()
                + aside() + ". Install a bundle that registers one, or change backend.prefer.";
    }

    private String aside() {
        String reports = installed.stream()
                .flatMap(entry -> quarantine(entry).stream())
                .map(report -> report.backend() + " (" + report.reason() + ")")
                .collect(Collectors.joining(", "));
        return reports.isEmpty() ? "" : "; set aside until updated: " + reports;
    }
}
