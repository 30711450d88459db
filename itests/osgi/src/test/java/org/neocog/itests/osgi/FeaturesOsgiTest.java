package org.neocog.itests.osgi;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.neocog.itests.osgi.InnerFramework.context;
import static org.neocog.itests.osgi.InnerFramework.service;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.backend.Backend;
import org.neocog.config.Catalog;
import org.neocog.config.PlugIn;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.RunEngine;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Namespace;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The features, all of them together: every bundle starts, every component serves, every plug-in is found. */
@InDistribution
class FeaturesOsgiTest {
    private static final String OURS = "org.neocog.";

    /** What the tests' side adds to the packages that the launcher lends. */
    private static final List<String> ADDED_BY_TESTS = List.of("org.slf4j", "org.ops4j.");

    private static List<Bundle> bundlesOfTheDistribution() {
        return DistributionBundles.ofSystemProperty().bundles().stream()
                .map(entry -> assertNotNullBundle(entry.location()))
                .toList();
    }

    private static Bundle assertNotNullBundle(String location) {
        Bundle bundle = context().getBundle(location);
        assertNotNull(bundle, () -> location + " must be installed");
        return bundle;
    }

    private static List<Bundle> ourBundles() {
        return bundlesOfTheDistribution().stream()
                .filter(bundle -> bundle.getSymbolicName().startsWith(OURS))
                .toList();
    }

    @Test
    void everyBundleOfEveryFeatureIsActive() {
        Map<String, List<DistributionBundles.Entry>> features =
                DistributionBundles.ofSystemProperty().features();
        assertTrue(!features.isEmpty(), "the distribution has features");
        Set<String> idle = new TreeSet<>();
        features.forEach((feature, entries) -> {
            assertTrue(!entries.isEmpty(), () -> "feature " + feature + " has bundles");
            for (DistributionBundles.Entry entry : entries) {
                int expected = entry.isFragment() ? Bundle.RESOLVED : Bundle.ACTIVE;
                Bundle bundle = assertNotNullBundle(entry.location());
                if (bundle.getState() != expected) {
                    idle.add(feature + ": " + bundle + " state=" + bundle.getState());
                }
            }
        });
        assertEquals(Set.of(), idle);
    }

    @Test
    void everyBundleOfOursIsInAFeature() {
        Set<String> names = ourBundles().stream().map(Bundle::getSymbolicName).collect(toCollection(TreeSet::new));
        assertTrue(
                names.containsAll(List.of(
                        "org.neocog.run",
                        "org.neocog.console",
                        "org.neocog.backend.reference",
                        "org.neocog.architecture.lenet",
                        "org.neocog.dataset.digits",
                        "org.neocog.dataset.mnist",
                        "org.neocog.layer.convolution",
                        "org.neocog.optimizer.sgd")),
                names::toString);
    }

    @Test
    void everyComponentIsSatisfiedAndServes() throws Exception {
        ServiceComponentRuntime components = service(ServiceComponentRuntime.class);
        Bundle[] ours = ourBundles().toArray(Bundle[]::new);
        var descriptions = components.getComponentDescriptionDTOs(ours);
        assertTrue(descriptions.size() > 10, () -> "components: " + descriptions.size());
        Set<String> broken = new TreeSet<>();
        for (ComponentDescriptionDTO description : descriptions) {
            if (description.configurationPolicy.equals("require")) {
                continue; // there is one for each configuration, and none yet
            }
            for (String type : description.serviceInterfaces) {
                assertServes(type, description.name);
            }
            var configurations = components.getComponentConfigurationDTOs(description);
            boolean works = configurations.stream()
                    .allMatch(c -> c.state == ComponentConfigurationDTO.ACTIVE
                            || c.state == ComponentConfigurationDTO.SATISFIED);
            if (configurations.isEmpty() || !works) {
                broken.add(description.bundle.symbolicName + ": " + description.name + " states="
                        + configurations.stream()
                                .map(c -> c.state + " " + c.failure)
                                .toList());
            }
        }
        assertEquals(Set.of(), broken);
    }

    /** A component whose activation fails stays registered, but gives no object. */
    private static void assertServes(String type, String component) throws InvalidSyntaxException {
        ServiceReference<?>[] references =
                context().getAllServiceReferences(type, "(component.name=" + component + ")");
        assertNotNull(references, () -> component + " registers " + type);
        for (ServiceReference<?> reference : references) {
            assertNotNull(context().getService(reference), () -> component + " gives an object for " + type);
            context().ungetService(reference);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "architecture, lenet5 alexnet vgg nin googlenet resnet resnet-cifar xception mobilenet pattern",
        "dataset, digits mnist imagenet image-folder",
        "initializer, constant filter glorot he lecun normal uniform",
        "layer, conv2d dense average-pool max-pool subsampling tanh scaled-tanh sigmoid relu softmax flatten pad rbf",
        "layer, depthwise-conv2d separable-conv2d locally-connected2d unfold batch-norm local-response-norm dropout",
        "layer, add concatenate zero-pad-shortcut lp-pool global-average-pool conv1d conv3d onnx",
        "optimizer, sgd",
        "schedule, constant cosine multistep step",
        "transform, normalize pad scale resize center-crop mixup"
    })
    void catalogFindsThePlugIns(String kind, String names) throws InterruptedException {
        Catalog catalog = service(Catalog.class);
        Set<String> found = catalog.all(kind).stream().map(PlugIn::name).collect(toCollection(TreeSet::new));
        Set<String> expected = new TreeSet<>(List.of(names.split(" ")));
        assertTrue(found.containsAll(expected), () -> kind + ": expected=" + expected + ", found=" + found);
        for (PlugIn plugIn : catalog.all(kind)) {
            assertEquals(plugIn, catalog.find(kind, plugIn.name()).orElseThrow());
            assertTrue(!plugIn.summary().isBlank(), plugIn::name);
            assertNotNull(plugIn.schema(), plugIn::name);
        }
    }

    @Test
    void referenceBackendIsThere() throws Exception {
        var references = context().getServiceReferences(Backend.class, "(" + Backend.NAME + "=reference)");
        assertEquals(1, references.size());
        Backend backend = context().getService(references.iterator().next());
        assertTrue(!backend.device().name().isBlank());
    }

    @Test
    void frameworkServicesAreThere() throws InterruptedException {
        assertNotNull(service(ExperimentReader.class));
        assertNotNull(service(RunEngine.class));
    }

    @Test
    void onlyApiAndLibraryBundlesExport() {
        Set<String> exporting = new TreeSet<>();
        for (Bundle bundle : ourBundles()) {
            List<BundleCapability> packages =
                    bundle.adapt(BundleWiring.class).getCapabilities(PackageNamespace.PACKAGE_NAMESPACE);
            if (!packages.isEmpty() && isProvider(bundle.getSymbolicName())) {
                exporting.add(bundle.getSymbolicName());
            }
        }
        assertEquals(Set.of(), exporting);
    }

    private static boolean isProvider(String symbolicName) {
        String[] words = symbolicName.substring(OURS.length()).split("\\.");
        return words.length > 1
                && !words[0].equals("lib")
                && !Set.of("support", "testkit").contains(words[words.length - 1]);
    }

    /** Not from what the tests bring along, but for what a bundle can do without, such as the test kits without JUnit. */
    @Test
    void packagesComeFromTheDistributionAlone() {
        Set<Bundle> known = Set.copyOf(bundlesOfTheDistribution());
        Set<String> foreign = new TreeSet<>();
        for (Bundle bundle : known) {
            for (BundleWire wire :
                    bundle.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
                String name =
                        String.valueOf(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
                Bundle provider = wire.getProvider().getBundle();
                boolean needed = !Namespace.RESOLUTION_OPTIONAL.equals(
                        wire.getRequirement().getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
                if (needed && !known.contains(provider) && !(provider.getBundleId() == 0 && isLent(name))) {
                    foreign.add(bundle + " takes " + name + " from " + provider);
                }
            }
        }
        assertEquals(Set.of(), foreign);
    }

    private static boolean isLent(String packageName) {
        return ADDED_BY_TESTS.stream().noneMatch(packageName::startsWith);
    }

    @Test
    void noBundleIsThereTwice() {
        List<String> names = Arrays.stream(context().getBundles())
                .map(Bundle::getSymbolicName)
                .toList();
        assertEquals(names.size(), Set.copyOf(names).size(), names::toString);
    }
}
