package org.neocog.architecture.resnet;

import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.NetworkWriter;
import org.neocog.config.MappingNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * Residual networks on colour images of 32 x 32: 16 filters 3x3, then three stages of n blocks of two 3x3 convolutions with 16, 32 and 64
 * filters, the mean of each channel, a dense layer. The depth is {@code 6 n + 2}.
 *
 * <p>Where the shape changes, the shortcut keeps every second pixel and adds channels of zeros (A, as published), or is a 1x1 convolution
 * with batch normalization (B). Trained parameters with A, for 10 classes: 269 722 (20 layers), 464 154 (32), 658 586 (44), 853 018 (56), 1 727
 * 962 (110). Parameter names are those of the weights that are around for PyTorch: {@code layer1.0.conv1.weight}, {@code linear.weight}.
 * Initialization: {@code he}.
 *
 * <p>Source: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition", 4.2.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=resnet-cifar")
public final class ResNetCifarTemplate implements ArchitectureTemplate {
    private static final Option<Integer> DEPTH = Option.integer("depth", "number of layers: 20, 32, 44, 56, 110, ..")
            .orElse(20)
            .check("be 6 n + 2 with n of at least 1", depth -> depth >= 8 && depth % 6 == 2);
    private static final Option<String> SHORTCUT = Option.text(
                    "shortcut", "where the shape changes: A: channels of zeros; B: a 1x1 convolution")
            .orElse("A")
            .check("be one of [A, B]", shortcut -> shortcut.equals("A") || shortcut.equals("B"));
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(10).atLeast(1);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(32)
            .atLeast(4);
    private static final Schema SCHEMA =
            Schema.of(DEPTH, SHORTCUT, CLASSES, RESOLUTION).primary(DEPTH);

    @Override
    public String name() {
        return "resnet-cifar";
    }

    @Override
    public String summary() {
        return "Residual networks of 20, 32, 44, 56, 110 or any 6 n + 2 layers for CIFAR-10.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        ResidualBlocks.Shortcut shortcut = options.get(SHORTCUT).equals("A")
                ? ResidualBlocks.Shortcut.ZERO_PAD
                : ResidualBlocks.Shortcut.PROJECTION;
        NetworkWriter net = new NetworkWriter(options.location());
        ResidualBlocks blocks = new ResidualBlocks(net, MappingNode.of("type", "he"), "shortcut");
        blocks.convolution("conv1", "bn1", 16, 3, 1);
        net.add("relu", "relu");
        int in = 16;
        for (int stage = 0; stage < 3; stage++) {
            for (int i = 0; i < (options.get(DEPTH) - 2) / 6; i++) {
                String name = "layer" + (stage + 1) + "." + i;
                in = blocks.basic(name, in, 16 << stage, stage > 0 && i == 0 ? 2 : 1, shortcut);
            }
        }
        net.add("avgpool", "global-average-pool");
        net.add("linear", "dense", options.get(CLASSES));
        int resolution = options.get(RESOLUTION);
        return net.spec(Shape.of(3, resolution, resolution));
    }
}
