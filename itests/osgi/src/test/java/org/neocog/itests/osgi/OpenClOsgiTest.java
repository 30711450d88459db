package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.experiment.Experiment;
import org.neocog.run.Run;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The backend whose library asks the system for devices: stopped and started, and updated, again and again, it trains in between. Without a device
 * there is no service, which is all that can be told; the test says so.
 */
@InDistribution
class OpenClOsgiTest {
    private static final int TIMES = 10;
    private static final Path DRIVERS = Path.of("/etc/OpenCL/vendors");
    private static final String BUNDLE = "org.neocog.backend.opencl";

    @TempDir
    Path folder;

    @Test
    void trainsBetweenStopsAndStarts() throws Exception {
        if (isWithoutDevice()) {
            return;
        }
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = experiment(training);
        Bundle provider = InnerFramework.bundle(BUNDLE);
        int services = services().size();
        for (int i = 0; i < TIMES; i++) {
            assertTrains(training, experiment, "run" + i);
            provider.stop();
            assertEquals(0, services().size());
            provider.start();
            assertEquals(services, services().size());
        }
    }

    @Test
    void trainsBetweenUpdates() throws Exception {
        if (isWithoutDevice()) {
            return;
        }
        DigitsTraining training = new DigitsTraining(folder);
        Experiment experiment = experiment(training);
        Bundle provider = InnerFramework.bundle(BUNDLE);
        for (int i = 0; i < TIMES; i++) {
            assertTrains(training, experiment, "run" + i);
            try (InputStream jar = URI.create(provider.getLocation()).toURL().openStream()) {
                provider.update(jar);
            }
            InnerFramework.refresh(List.of(provider));
        }
        assertTrains(training, experiment, "last");
    }

    private static boolean isWithoutDevice() throws Exception {
        boolean without = services().isEmpty();
        if (without) {
            assertEquals(List.of(), drivers(), "a driver is installed, so there must be a device");
            System.err.println("SKIPPED: OpenClOsgiTest needs an OpenCL device, but there is none."
                    + " Install one, such as the package pocl-opencl-icd.");
        }
        return without;
    }

    private static List<Path> drivers() throws IOException {
        if (!Files.isDirectory(DRIVERS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(DRIVERS)) {
            return files.filter(file -> file.toString().endsWith(".icd")).toList();
        }
    }

    private static Collection<ServiceReference<Backend>> services() throws InvalidSyntaxException {
        BundleContext context = InnerFramework.context();
        return context.getServiceReferences(Backend.class, "(" + Backend.NAME + "=opencl:*)");
    }

    private static Experiment experiment(DigitsTraining training) throws Exception {
        return training.read("train.epochs=1", "data.train.limit=64", "backend.prefer=[\"opencl*\"]");
    }

    private static void assertTrains(DigitsTraining training, Experiment experiment, String name) throws Exception {
        Run run = training.start(experiment, name, new RecordingListener());
        assertEquals("completed", run.await().status());
    }
}
