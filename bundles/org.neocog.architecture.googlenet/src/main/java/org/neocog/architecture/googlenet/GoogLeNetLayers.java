package org.neocog.architecture.googlenet;

import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.NetworkWriter;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.tensor.Shape;

/** Writes the layers, by torchvision's names. */
final class GoogLeNetLayers {
    private static final double AUXILIARY_WEIGHT = 0.3;
    private static final MappingNode NORM =
            MappingNode.of("size", 5, "alpha", 1e-4, "beta", 0.75, "k", 1.0, "divide-by-size", true);
    private static final MappingNode BIAS_INIT = MappingNode.of("type", "constant", "value", 0.2);
    private static final MappingNode POOL = pool(3, 2);

    private final NetworkWriter net;
    private final boolean published;
    private final int classes;
    private final Object weightInit;

    GoogLeNetLayers(Location location, Fidelity fidelity, int classes) {
        this.net = new NetworkWriter(location);
        this.published = fidelity == Fidelity.PAPER;
        this.classes = classes;
        this.weightInit = published ? "glorot" : MappingNode.of("type", "normal", "std", 0.01);
    }

    ModelSpec spec(int resolution, boolean auxiliary) {
        convolution("conv1", 64, 7, 2);
        net.add("maxpool1", "max-pool", POOL);
        norm("norm1");
        convolution("conv2", 64, 1, 1);
        convolution("conv3", 192, 3, 1);
        norm("norm2");
        net.add("maxpool2", "max-pool", POOL);
        inception("inception3a", 64, 96, 128, 16, 32, 32);
        inception("inception3b", 128, 128, 192, 32, 96, 64);
        net.add("maxpool3", "max-pool", POOL);
        String first = inception("inception4a", 192, 96, 208, 16, 48, 64);
        inception("inception4b", 160, 112, 224, 24, 64, 64);
        inception("inception4c", 128, 128, 256, 24, 64, 64);
        String second = inception("inception4d", 112, 144, 288, 32, 64, 64);
        inception("inception4e", 256, 160, 320, 32, 128, 128);
        net.add("maxpool4", "max-pool", published ? POOL : pool(2, 2));
        inception("inception5a", 256, 160, 320, 32, 128, 128);
        String features = inception("inception5b", 384, 192, 384, 48, 128, 128);
        if (auxiliary) {
            auxiliary("aux1", first);
            auxiliary("aux2", second);
        }
        net.add("avgpool", "global-average-pool", null, features);
        net.add("dropout", "dropout", published ? 0.4 : 0.2);
        net.add("fc", "dense", MappingNode.of("units", classes, "weight-init", weightInit));
        return net.spec(Shape.of(3, resolution, resolution));
    }

    /**
     * Four branches of the layer before, put after each other.
     *
     * @param c1 filters 1x1 of the first branch
     * @param c3reduce filters 1x1 of the second branch
     * @param c3 filters 3x3 of the second branch
     * @param c5reduce filters 1x1 of the third branch
     * @param c5 filters 5x5 of the third branch
     * @param pooled filters 1x1 of the fourth branch, after its pool
     * @return name of the module's output
     */
    private String inception(String name, int c1, int c3reduce, int c3, int c5reduce, int c5, int pooled) {
        String from = net.last();
        String branch1 = convolution(name + ".branch1", c1, 1, 1, from);
        convolution(name + ".branch2.0", c3reduce, 1, 1, from);
        String branch2 = convolution(name + ".branch2.1", c3, 3, 1);
        convolution(name + ".branch3.0", c5reduce, 1, 1, from);
        String branch3 = convolution(name + ".branch3.1", c5, published ? 5 : 3, 1);
        net.add(name + ".branch4.0", "max-pool", MappingNode.of("size", 3, "stride", 1, "padding", 1), from);
        String branch4 = convolution(name + ".branch4.1", pooled, 1, 1);
        return net.add(name, "concatenate", null, branch1, branch2, branch3, branch4);
    }

    private void auxiliary(String name, String from) {
        net.add(name + ".pool", "average-pool", MappingNode.of("size", 5, "stride", 3), from);
        convolution(name + ".conv", 128, 1, 1);
        net.add(name + ".flatten", "flatten");
        net.add(name + ".fc1", "dense", MappingNode.of("units", 1024, "weight-init", weightInit));
        net.add(name + ".relu", "relu");
        net.add(name + ".dropout", "dropout", 0.7);
        String output = net.add(name + ".fc2", "dense", MappingNode.of("units", classes, "weight-init", weightInit));
        net.auxiliary(output, AUXILIARY_WEIGHT);
    }

    private String convolution(String name, int filters, int kernel, int stride, String... from) {
        MappingNode options = MappingNode.of(
                "filters", filters,
                "kernel", kernel,
                "stride", stride,
                "padding", kernel / 2,
                "bias", published,
                "weight-init", weightInit);
        net.add(name + ".conv", "conv2d", published ? options.with("bias-init", BIAS_INIT) : options, from);
        if (!published) {
            net.add(name + ".bn", "batch-norm", MappingNode.of("epsilon", 0.001));
        }
        return net.add(name + ".relu", "relu");
    }

    private void norm(String name) {
        if (published) {
            net.add(name, "local-response-norm", NORM);
        }
    }

    private static MappingNode pool(int size, int stride) {
        return MappingNode.of("size", size, "stride", stride, "ceil-mode", true);
    }
}
