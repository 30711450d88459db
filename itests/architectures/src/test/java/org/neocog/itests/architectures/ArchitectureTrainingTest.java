package org.neocog.itests.architectures;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.tensor.ElementType;

/**
 * Trains each template on random images, on every backend: on images of its own size, but for AlexNet, VGG and Xception on
 * the reference and OpenCL backends, which take minutes and gigabytes there. {@link LargeNetworksTest} does the rest on demand.
 */
class ArchitectureTrainingTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "lenet5, variant=modern, 4",
        "lenet5, variant=1998, 4",
        "nin, dataset=cifar10, 1",
        "nin, dataset=imagenet, 1",
        "googlenet, fidelity=paper, 1",
        "resnet, depth=18, 1",
        "resnet-cifar, depth=20 shortcut=A, 2",
        "resnet-cifar, depth=20 shortcut=B, 2",
        "mobilenet, width=1.0, 1",
        "pattern, 'n=2 m=2 k=1 filters=8 units=16 input=[3,32,32]', 2",
    })
    void trainsOnTheReferenceBackend(String name, String options, int batch) {
        RandomTraining.assertTrains("reference", ElementType.FLOAT32, name, options, batch);
    }

    /** In float64. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "alexnet, variant=two-groups resolution=67 units=32 classes=10, 2",
        "alexnet, variant=one-column resolution=67 units=32 classes=10, 2",
        "vgg, configuration=A resolution=32 units=32 classes=10, 1",
        "vgg, configuration=A-LRN resolution=32 units=32 classes=10, 1",
        "googlenet, fidelity=torchvision resolution=80 classes=10, 2",
        "xception, resolution=32 classes=10, 2",
    })
    void trainsOnSmallerImagesOnTheReferenceBackend(String name, String options, int batch) {
        RandomTraining.assertTrains("reference", ElementType.FLOAT64, name, options, batch);
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
        "pattern, 'n=2 m=2 k=1 filters=8 units=16 input=[3,32,32]', 2",
    })
    void trainsOnOneDnn(String name, String options, int batch) {
        RandomTraining.assertTrains("onednn", ElementType.FLOAT32, name, options, batch);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "lenet5, variant=modern, 4",
        "lenet5, variant=1998, 4",
        "alexnet, variant=two-groups resolution=67 units=32 classes=10, 2",
        "alexnet, variant=one-column resolution=67 units=32 classes=10, 2",
        "vgg, configuration=A resolution=32 units=32 classes=10, 1",
        "nin, dataset=cifar10, 1",
        "nin, dataset=imagenet, 1",
        "googlenet, fidelity=paper, 1",
        "resnet, depth=18, 1",
        "resnet-cifar, depth=20 shortcut=A, 2",
        "resnet-cifar, depth=20 shortcut=B, 2",
        "xception, resolution=75 classes=10, 1",
        "mobilenet, width=1.0, 1",
        "pattern, 'n=2 m=2 k=1 filters=8 units=16 input=[3,32,32]', 2",
    })
    void trainsOnOpenCl(String name, String options, int batch) {
        RandomTraining.assertTrains("opencl", ElementType.FLOAT32, name, options, batch);
    }
}
