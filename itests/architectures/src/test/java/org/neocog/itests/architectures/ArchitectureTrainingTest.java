package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.testkit.NetworkTrial;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * Trains each template on random images: on oneDNN on images of its own size, on the reference backend networks for ImageNet on smaller ones.
 * VGG has fewer units and configuration A alone: the others are lowered by {@link ArchitectureCountsTest}, but not computed.
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
        "vgg, configuration=A-LRN resolution=32 units=32 classes=10, 1",
        "nin, dataset=cifar10, 1",
        "googlenet, fidelity=paper resolution=80 classes=10, 1",
        "resnet, depth=18 resolution=32 classes=10, 2",
        "resnet-cifar, depth=20 shortcut=A, 2",
        "resnet-cifar, depth=20 shortcut=B, 2",
        "xception, resolution=48 classes=10, 1",
        "mobilenet, width=0.25 resolution=128 classes=10, 2",
        "pattern, 'n=2 m=2 k=1 filters=8 units=16 input=[3,16,16]', 2",
    })
    void trainsOnRandomImages(String name, String options, int batch) {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        assertTrains(name + " " + options, spec, new NetworkTrial(new ReferenceBackend(), model(spec)), batch);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "lenet5, variant=modern, 4",
        "lenet5, variant=1998, 4",
        "alexnet, variant=two-groups, 1",
        "alexnet, variant=one-column, 1",
        "vgg, configuration=A units=128, 1",
        "nin, dataset=cifar10, 1",
        "nin, dataset=imagenet, 1",
        "googlenet, fidelity=paper, 1",
        "googlenet, fidelity=torchvision, 2",
        "resnet, depth=18, 2",
        "resnet, depth=50, 1",
        "resnet-cifar, depth=20 shortcut=A, 2",
        "resnet-cifar, depth=110 shortcut=B, 2",
        "xception, resolution=299, 1",
        "mobilenet, width=1.0, 2",
    })
    void trainsOnRandomImagesOfItsOwnSize(String name, String options, int batch) {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        assertTrains(
                name + " " + options, spec, new NetworkTrial(oneDnn(), model(spec)).in(ElementType.FLOAT32), batch);
    }

    private static Model model(ModelSpec spec) {
        return Model.of(spec, Networks.CATALOG);
    }

    private static Backend oneDnn() {
        try {
            return new OneDnnBackend();
        } catch (BackendException absent) {
            return abort("not run: " + absent.getMessage());
        }
    }

    private static void assertTrains(String title, ModelSpec spec, NetworkTrial trial, int batch) {
        long start = System.nanoTime();
        NetworkTrial.Training training = trial.train(Shape.of(batch).concat(spec.input()), 10, STEPS, 0.01, 5);
        System.out.printf(
                "%s: losses %s, %d gradients, %.1f s%n",
                title, training.losses(), training.gradients().size(), (System.nanoTime() - start) / 1e9);
        assertEquals(STEPS, training.losses().size());
        assertTrue(training.losses().stream().allMatch(Double::isFinite), () -> "losses " + training.losses());
        Map<String, Double> gradients = training.gradients();
        assertTrue(!gradients.isEmpty(), "there are parameters");
        gradients.forEach((parameter, size) ->
                assertTrue(Double.isFinite(size) && size > 0, () -> parameter + ": greatest gradient " + size));
    }
}
