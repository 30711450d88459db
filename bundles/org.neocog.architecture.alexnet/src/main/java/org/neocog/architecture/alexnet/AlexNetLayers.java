package org.neocog.architecture.alexnet;

import java.util.List;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.NetworkWriter;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.tensor.Shape;

/** Writes the layers of both variants. */
final class AlexNetLayers {
    private static final MappingNode WEIGHT_INIT = MappingNode.of("type", "normal", "std", 0.01);
    private static final MappingNode POOL = MappingNode.of("size", 3, "stride", 2);
    private static final MappingNode NORM =
            MappingNode.of("size", 5, "alpha", 1e-4, "beta", 0.75, "k", 2.0, "divide-by-size", false);

    private final NetworkWriter net;
    private final int resolution;
    private final int units;
    private final int classes;

    AlexNetLayers(Location location, int resolution, int units, int classes) {
        this.net = new NetworkWriter(location);
        this.resolution = resolution;
        this.units = units;
        this.classes = classes;
    }

    /** By the names of Caffe's model. */
    ModelSpec twoGroups() {
        net.add("conv1", "conv2d", convolution(96, 11, 4, List.of(1, 2, 1, 2), 1, 0));
        net.add("relu1", "relu");
        net.add("norm1", "local-response-norm", NORM);
        net.add("pool1", "max-pool", POOL);
        net.add("conv2", "conv2d", convolution(256, 5, 1, 2, 2, 1));
        net.add("relu2", "relu");
        net.add("norm2", "local-response-norm", NORM);
        net.add("pool2", "max-pool", POOL);
        net.add("conv3", "conv2d", convolution(384, 3, 1, 1, 1, 0));
        net.add("relu3", "relu");
        net.add("conv4", "conv2d", convolution(384, 3, 1, 1, 2, 1));
        net.add("relu4", "relu");
        net.add("conv5", "conv2d", convolution(256, 3, 1, 1, 2, 1));
        net.add("relu5", "relu");
        net.add("pool5", "max-pool", POOL);
        net.add("flatten", "flatten");
        net.add("fc6", "dense", dense(units, 1));
        net.add("relu6", "relu");
        net.add("drop6", "dropout", 0.5);
        net.add("fc7", "dense", dense(units, 1));
        net.add("relu7", "relu");
        net.add("drop7", "dropout", 0.5);
        net.add("fc8", "dense", dense(classes, 0));
        return net.spec(Shape.of(3, resolution, resolution));
    }

    /** By the names of torchvision's model. */
    ModelSpec oneColumn() {
        net.add("features.0", "conv2d", convolution(64, 11, 4, 2, 1, 0));
        net.add("features.1", "relu");
        net.add("features.2", "max-pool", POOL);
        net.add("features.3", "conv2d", convolution(192, 5, 1, 2, 1, 1));
        net.add("features.4", "relu");
        net.add("features.5", "max-pool", POOL);
        net.add("features.6", "conv2d", convolution(384, 3, 1, 1, 1, 0));
        net.add("features.7", "relu");
        net.add("features.8", "conv2d", convolution(256, 3, 1, 1, 1, 1));
        net.add("features.9", "relu");
        net.add("features.10", "conv2d", convolution(256, 3, 1, 1, 1, 1));
        net.add("features.11", "relu");
        net.add("features.12", "max-pool", POOL);
        net.add("flatten", "flatten");
        net.add("classifier.0", "dropout", 0.5);
        net.add("classifier.1", "dense", dense(units, 1));
        net.add("classifier.2", "relu");
        net.add("classifier.3", "dropout", 0.5);
        net.add("classifier.4", "dense", dense(units, 1));
        net.add("classifier.5", "relu");
        net.add("classifier.6", "dense", dense(classes, 0));
        return net.spec(Shape.of(3, resolution, resolution));
    }

    private static MappingNode convolution(int filters, int kernel, int stride, Object padding, int groups, int bias) {
        return MappingNode.of(
                "filters", filters,
                "kernel", kernel,
                "stride", stride,
                "padding", padding,
                "groups", groups,
                "weight-init", WEIGHT_INIT,
                "bias-init", constant(bias));
    }

    private static MappingNode dense(int outputs, int bias) {
        return MappingNode.of("units", outputs, "weight-init", WEIGHT_INIT, "bias-init", constant(bias));
    }

    private static MappingNode constant(double value) {
        return MappingNode.of("type", "constant", "value", value);
    }
}
