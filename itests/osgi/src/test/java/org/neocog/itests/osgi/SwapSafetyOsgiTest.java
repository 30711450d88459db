package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.run.Progress;
import org.neocog.run.Run;
import org.neocog.run.RunState;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** Once lowered, a run needs nothing of the bundles that described it: they can be updated or removed under it. */
@InDistribution
class SwapSafetyOsgiTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration FREED_WITHIN = Duration.ofSeconds(10);
    private static final List<String> AREAS = List.of("layer", "architecture", "optimizer");

    @TempDir
    Path folder;

    /** Locations of what was uninstalled. */
    private final List<String> removed = new ArrayList<>();

    /** Stops the run's thread at its first report of progress, until it is told to go on. */
    private static final class HeldRun extends RecordingListener {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void progressed(Progress progress) {
            reached.countDown();
            try {
                assertTrue(goOn.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), "the test lets the run go on");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void awaitHeld() throws InterruptedException {
            assertTrue(reached.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), () -> "states=" + states());
        }
    }

    @AfterEach
    void putBack() throws BundleException {
        for (String location : removed) {
            InnerFramework.context().installBundle(location).start();
        }
    }

    @Test
    void lossesAreTheSameWhenItsBundlesAreUpdated() throws Exception {
        assertSameLosses(() -> {
            Collection<Bundle> providers = describing();
            for (Bundle bundle : providers) {
                bundle.stop();
                try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
                    bundle.update(jar);
                }
            }
            InnerFramework.refresh(providers);
            for (Bundle bundle : providers) {
                bundle.start();
                assertEquals(Bundle.ACTIVE, bundle.getState(), bundle::toString);
            }
        });
    }

    @Test
    void lossesAreTheSameWhenItsBundlesAreRemoved() throws Exception {
        assertSameLosses(() -> {
            uninstall(describing());
            assertEquals(List.of(), List.copyOf(describing()));
        });
    }

    /** What happens to the bundles while a run is at rest between two steps. */
    private interface Change {
        void happen() throws Exception;
    }

    private void assertSameLosses(Change change) throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Run undisturbed = training.start(training.read(), "undisturbed", new RecordingListener());
        assertEquals("completed", undisturbed.await().status());
        HeldRun held = new HeldRun();
        Run disturbed = training.start(training.read(), "disturbed", held);
        try {
            held.awaitHeld();
            assertEquals(RunState.RUNNING, disturbed.state());
            change.happen();
            assertEquals(RunState.RUNNING, disturbed.state());
        } finally {
            held.goOn.countDown();
        }
        assertEquals("completed", disturbed.await().status());
        List<String> losses = new RunFolderFiles(undisturbed.folder()).losses();
        assertTrue(losses.size() > 2, losses::toString);
        assertEquals(losses, new RunFolderFiles(disturbed.folder()).losses());
        Map<String, float[]> expected = weights(undisturbed);
        Map<String, float[]> actual = weights(disturbed);
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertTrue(Arrays.equals(values, actual.get(name)), name));
    }

    private static Map<String, float[]> weights(Run run) throws Exception {
        return SafetensorsFile.read(new RunFolderFiles(run.folder()).lastCheckpoint());
    }

    @Test
    void classesOfRemovedLayersAreFreedUnderTheRun() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        HeldRun held = new HeldRun();
        Run run = training.start(training.read(), "run", held);
        try {
            held.awaitHeld();
            Map<String, WeakReference<ClassLoader>> loaders = loadersOfDescribing();
            assertTrue(loaders.containsKey("org.neocog.layer.convolution"), loaders::toString);
            uninstall(describing());
            InnerFramework.await(
                    FREED_WITHIN, () -> isFreed(loaders), () -> "the run still holds classes of " + held(loaders));
            assertEquals(RunState.RUNNING, run.state());
        } finally {
            held.goOn.countDown();
        }
        assertEquals("completed", run.await().status());
    }

    private static boolean isFreed(Map<String, WeakReference<ClassLoader>> loaders) {
        System.gc();
        return held(loaders).isEmpty();
    }

    private static List<String> held(Map<String, WeakReference<ClassLoader>> loaders) {
        return loaders.entrySet().stream()
                .filter(entry -> entry.getValue().get() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, WeakReference<ClassLoader>> loadersOfDescribing() {
        Map<String, WeakReference<ClassLoader>> loaders = new TreeMap<>();
        for (Bundle bundle : describing()) {
            loaders.put(
                    bundle.getSymbolicName(),
                    new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
        }
        return loaders;
    }

    /** The provider bundles that only describe a run. */
    private static Collection<Bundle> describing() {
        return Arrays.stream(InnerFramework.context().getBundles())
                .filter(bundle -> AREAS.stream()
                        .anyMatch(area -> bundle.getSymbolicName().startsWith("org.neocog." + area + ".")))
                .filter(bundle -> !bundle.getSymbolicName().endsWith(".support"))
                .toList();
    }

    private void uninstall(Collection<Bundle> bundles) throws Exception {
        for (Bundle bundle : bundles) {
            removed.add(bundle.getLocation());
            bundle.uninstall();
        }
        InnerFramework.refresh(bundles);
    }
}
