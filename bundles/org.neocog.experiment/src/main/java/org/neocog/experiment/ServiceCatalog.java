package org.neocog.experiment;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.config.Catalog;
import org.neocog.config.PlugIn;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.TransformType;
import org.neocog.layer.LayerType;
import org.neocog.optimizer.InitializerType;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.ScheduleType;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The plug-ins that are registered as services, as they come and go. Provided by the framework as a service.
 *
 * <p>Of plug-ins with the same kind and name the one with the highest service ranking counts, of equal rankings the one
 * registered first. A plug-in that cannot tell its name, summary or schema is left out, and the log names its bundle; the
 * others are not affected. Safe for use by several threads.
 */
@Component(service = Catalog.class)
public final class ServiceCatalog implements Catalog {
    private static final Logger LOG = System.getLogger(ServiceCatalog.class.getName());

    private final Map<String, List<Offer>> offers = new HashMap<>();

    /** A plug-in and the service that it is; the name is asked once. */
    private record Offer(String name, PlugIn plugIn, ServiceReference<?> service) {}

    /** Made by the framework, or by a test. */
    public ServiceCatalog() {}

    @Override
    public Optional<PlugIn> find(String kind, String name) {
        return Optional.ofNullable(best(kind).get(name));
    }

    @Override
    public Collection<PlugIn> all(String kind) {
        return List.copyOf(best(kind).values());
    }

    /** The best plug-in of each name, sorted by name. */
    private synchronized Map<String, PlugIn> best(String kind) {
        Map<String, PlugIn> byName = new TreeMap<>();
        offers.getOrDefault(kind, List.of()).stream()
                .sorted((a, b) -> b.service().compareTo(a.service()))
                .forEach(offer -> byName.putIfAbsent(offer.name(), offer.plugIn()));
        return byName;
    }

    private void add(String kind, ServiceReference<?> service, PlugIn plugIn) {
        String name = nameOf(kind, service, plugIn);
        if (name != null) {
            synchronized (this) {
                offers.computeIfAbsent(kind, any -> new ArrayList<>()).add(new Offer(name, plugIn, service));
            }
        }
    }

    private synchronized void remove(String kind, ServiceReference<?> service) {
        offers.getOrDefault(kind, new ArrayList<>())
                .removeIf(offer -> offer.service().equals(service));
    }

    /** The plug-in's name, or null if it cannot tell what a catalog needs; the log says why. */
    @SuppressWarnings("ConstantValue") // a plug-in may be compiled without null checks
    private static @Nullable String nameOf(String kind, ServiceReference<?> service, PlugIn plugIn) {
        try {
            Objects.requireNonNull(plugIn.schema(), "schema() must not be null");
            Objects.requireNonNull(plugIn.summary(), "summary() must not be null");
            return Objects.requireNonNull(plugIn.name(), "name() must not be null");
        } catch (RuntimeException | LinkageError e) {
            Bundle bundle = service.getBundle();
            LOG.log(
                    Level.WARNING,
                    kind + " " + plugIn.getClass().getName() + " of bundle "
                            + (bundle == null ? "(uninstalled)" : bundle.getSymbolicName() + " " + bundle.getVersion())
                            + " is left out: name(), summary() and schema() must answer, but one failed: " + e
                            + ". Update or remove the bundle.",
                    e);
            return null;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addLayer(ServiceReference<LayerType> service, LayerType plugIn) {
        add(LayerType.KIND, service, plugIn);
    }

    void removeLayer(ServiceReference<LayerType> service) {
        remove(LayerType.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addOptimizer(ServiceReference<OptimizerType> service, OptimizerType plugIn) {
        add(OptimizerType.KIND, service, plugIn);
    }

    void removeOptimizer(ServiceReference<OptimizerType> service) {
        remove(OptimizerType.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addSchedule(ServiceReference<ScheduleType> service, ScheduleType plugIn) {
        add(ScheduleType.KIND, service, plugIn);
    }

    void removeSchedule(ServiceReference<ScheduleType> service) {
        remove(ScheduleType.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addInitializer(ServiceReference<InitializerType> service, InitializerType plugIn) {
        add(InitializerType.KIND, service, plugIn);
    }

    void removeInitializer(ServiceReference<InitializerType> service) {
        remove(InitializerType.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addDataset(ServiceReference<DatasetType> service, DatasetType plugIn) {
        add(DatasetType.KIND, service, plugIn);
    }

    void removeDataset(ServiceReference<DatasetType> service) {
        remove(DatasetType.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addTransform(ServiceReference<TransformType> service, TransformType plugIn) {
        add(TransformType.KIND, service, plugIn);
    }

    void removeTransform(ServiceReference<TransformType> service) {
        remove(TransformType.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addArchitecture(ServiceReference<ArchitectureTemplate> service, ArchitectureTemplate plugIn) {
        add(ArchitectureTemplate.KIND, service, plugIn);
    }

    void removeArchitecture(ServiceReference<ArchitectureTemplate> service) {
        remove(ArchitectureTemplate.KIND, service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addDownload(ServiceReference<DownloadType> service, DownloadType plugIn) {
        add(DownloadType.KIND, service, plugIn);
    }

    void removeDownload(ServiceReference<DownloadType> service) {
        remove(DownloadType.KIND, service);
    }
}
