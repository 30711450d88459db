package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.tensor.Shape;

/**
 * Trains each template on random images on the reference backend. Networks for ImageNet do so on smaller images, with fewer units and
 * classes: their own sizes are lowered by {@link ArchitectureCountsTest}, but not computed here.
 */
class ArchitectureTrainingTest {
    private static final int STEPS = 3;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "lenet5, variant=modern, 4",
        "lenet5, variant=1998, 4",
        "alexnet, variant=two-groups resolution=67 units=32 classes=10, 2",
        "alexnet, variant=one-column resolution=67 units=32 classes=10, 2",
        "vgg, configuration=A resolution=32 units=32 classes=10, 1",
        "nin, dataset=cifar10, 1",
        "googlenet, fidelity=paper resolution=80 classes=10, 1",
        "resnet, depth=18 resolution=32 classes=10, 2",
        "resnet-cifar, depth=20 shortcut=A, 2",
        "resnet-cifar, depth=20 shortcut=B, 2",
        "xception, resolution=48 classes=10, 2",
        "mobilenet, width=0.25 resolution=128 classes=10, 2",
        "pattern, 'n=2 m=2 k=1 filters=8 units=16 input=[3,16,16]', 2",
    })
    void trainsOnRandomImages(String name, String options, int batch) {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        Shape image = spec.input();
        long start = System.nanoTime();
        NetworkTrial.Training training = new NetworkTrial(new ReferenceBackend(), Model.of(spec, Networks.CATALOG))
                .train(Shape.of(batch).concat(image), 10, STEPS, 0.01, 5);
        System.out.printf(
                "%s %s: losses %s, %d gradients, %.1f s%n",
                name, options, training.losses(), training.gradients().size(), (System.nanoTime() - start) / 1e9);
        assertEquals(STEPS, training.losses().size());
        assertTrue(training.losses().stream().allMatch(Double::isFinite), () -> "losses " + training.losses());
        Map<String, Double> gradients = training.gradients();
        assertTrue(!gradients.isEmpty(), "there are parameters");
        gradients.forEach((parameter, size) ->
                assertTrue(Double.isFinite(size) && size > 0, () -> parameter + ": greatest gradient " + size));
    }
}
