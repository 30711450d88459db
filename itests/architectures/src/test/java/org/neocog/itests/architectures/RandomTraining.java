package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Locale;
import java.util.Map;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Three steps of training on random images. */
final class RandomTraining {
    private static final int STEPS = 3;

    private RandomTraining() {}

    /** By its name; skips the test where this machine has no library or device for it. */
    static Backend backend(String name) {
        try {
            return switch (name) {
                case "reference" -> new ReferenceBackend();
                case "onednn" -> new OneDnnBackend();
                case "opencl" -> new OpenClBackend();
                default -> throw new IllegalArgumentException("backend: must be known here, but name=" + name + ".");
            };
        } catch (BackendException absent) {
            return abort("not run: " + absent.getMessage());
        }
    }

    /** Losses must be finite, and gradients of all parameters finite and somewhere other than zero. */
    static void assertTrains(String backend, ElementType element, String name, String options, int batch) {
        Backend opened = backend(backend);
        try {
            assertTrains(opened, backend, element, name, options, batch);
        } finally {
            if (opened instanceof OpenClBackend device) {
                device.close();
            }
        }
    }

    private static void assertTrains(
            Backend opened, String backend, ElementType element, String name, String options, int batch) {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        NetworkTrial trial = new NetworkTrial(opened, Model.of(spec, Networks.CATALOG)).in(element);
        long start = System.nanoTime();
        NetworkTrial.Training training = trial.train(Shape.of(batch).concat(spec.input()), 10, STEPS, 0.01, 5);
        System.out.printf(
                Locale.ROOT,
                "%s: %s %s on %s: losses %s, %d gradients, %.1f s%n",
                backend,
                name,
                options,
                spec.input(),
                training.losses(),
                training.gradients().size(),
                (System.nanoTime() - start) / 1e9);
        assertEquals(STEPS, training.losses().size());
        assertTrue(training.losses().stream().allMatch(Double::isFinite), () -> "losses " + training.losses());
        Map<String, Double> gradients = training.gradients();
        assertTrue(!gradients.isEmpty(), "there are parameters");
        gradients.forEach((parameter, size) ->
                assertTrue(Double.isFinite(size) && size > 0, () -> parameter + ": greatest gradient " + size));
    }
}
