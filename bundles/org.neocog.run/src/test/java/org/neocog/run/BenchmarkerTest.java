package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.tensor.Shape;

class BenchmarkerTest {
    private static final double SHORT = 0.02;

    @TempDir
    Path folder;

    @Test
    void measuresTrainingAndEvaluation() throws Exception {
        Fixture fixture = new Fixture(folder);
        List<String> progress = new ArrayList<>();
        Benchmark benchmark = fixture.engine.bench(
                fixture.experiment("data.train.batch=8"), List.of("reference"), SHORT, progress::add);
        assertEquals(Shape.of(1, 28, 28), benchmark.input());
        assertEquals(8, benchmark.batch());
        assertEquals(2, benchmark.threads());
        assertEquals(
                List.of(
                        "reference: the machine's peak",
                        "reference: compiling",
                        "reference: training",
                        "reference: evaluation"),
                progress);
        Benchmark.OfBackend reference = benchmark.backends().get(0);
        assertTrue(reference.peak() > 1e6, () -> "peak=" + reference.peak());
        assertTrue(reference.memory().variables() > 0);
        // a convolution of 4 filters 5x5 with 12x12 outputs, and a dense layer of 144 inputs and 10 outputs
        long convolution = 12 * 12 * 4 * 25;
        long dense = 144 * 10;
        Benchmark.Phase training = reference.training();
        assertEquals(2.0 * 8 * (2 * convolution + 3 * dense), training.operations(), "no gradient by the images");
        assertEquals(2.0 * 8 * (convolution + dense), reference.evaluation().operations());
        assertEquals(8 / training.stepSeconds(), training.imagesPerSecond(), 1e-9);
        assertEquals(training.operations() / training.stepSeconds() / reference.peak(), training.share(), 1e-12);
        assertEquals(
                training.operations(),
                training.ops().stream()
                        .mapToDouble(Benchmark.OpTime::operations)
                        .sum());
        Benchmark.OpTime filters = training.ops().stream()
                .filter(op -> op.op().equals("convolution_filter_gradient"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(training.ops().toString()));
        assertEquals(2.0 * 8 * convolution, filters.operations());
        assertEquals(filters.operations() / filters.seconds() / reference.peak(), filters.share(), 1e-12);
    }

    @Test
    void namesTheBackendsThatAreThere() throws Exception {
        Fixture fixture = new Fixture(folder);
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.engine.bench(fixture.experiment(), List.of("reference", "gpu"), SHORT, text -> {}));
        assertTrue(
                e.getMessage().contains("none matches (neocog.backend.name=gpu); available: [reference]"),
                e.getMessage());
    }
}
