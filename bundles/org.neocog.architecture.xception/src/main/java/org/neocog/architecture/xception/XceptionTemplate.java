package org.neocog.architecture.xception;

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
 * Xception on colour images of 299 x 299: depthwise separable convolutions in blocks with shortcuts.
 *
 * <pre>
 * entry    32 filters 3x3, stride 2; 64 filters 3x3                            147x147
 *          3 blocks of two separable convolutions and max-pool, stride 2:
 *          128, 256, 728 filters                                               19x19
 * middle   8 blocks of three separable convolutions of 728 filters             19x19
 * exit     a block of 728 and 1024 filters and max-pool, stride 2              10x10
 *          separable convolutions of 1536 and 2048 filters; global average; dropout 0.5; dense
 * </pre>
 *
 * <p>Every convolution is 3x3 without bias and followed by {@code batch-norm}; {@code relu} stands before each separable convolution in
 * blocks, and after the others. Shortcuts with stride are convolutions 1x1. Trained parameters for 1000 classes: 22 855 952, and 54 528
 * running statistics. Layers have the names of the author's model in Keras, whose batch normalization ({@code epsilon} 0.001, momentum 0.01) and
 * initialization ({@code glorot}) they have, too.
 *
 * <p>Source: Chollet 2016, "Xception: deep learning with depthwise separable convolutions", figure 5 and section 4.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=xception")
public final class XceptionTemplate implements ArchitectureTemplate {
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(1000).atLeast(1);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(299)
            .atLeast(32);
    private static final Option<Double> DROPOUT = Option.number("dropout", "rate before the last layer")
            .orElse(0.5)
            .atLeast(0)
            .below(1);
    private static final Schema SCHEMA = Schema.of(CLASSES, RESOLUTION, DROPOUT);

    @Override
    public String name() {
        return "xception";
    }

    @Override
    public String summary() {
        return "Xception for ImageNet: depthwise separable convolutions with shortcuts.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        Blocks blocks = new Blocks(new NetworkWriter(options.location()));
        NetworkWriter net = blocks.net;
        blocks.convolution("block1_conv1", 32, 3, 2, "valid");
        net.add("block1_conv1_act", "relu");
        blocks.convolution("block1_conv2", 64, 3, 1, "valid");
        net.add("block1_conv2_act", "relu");
        blocks.reducing("block2", false, 128, 128);
        blocks.reducing("block3", true, 256, 256);
        blocks.reducing("block4", true, 728, 728);
        for (int i = 5; i <= 12; i++) {
            blocks.middle("block" + i);
        }
        blocks.reducing("block13", true, 728, 1024);
        blocks.separable("block14_sepconv1", 1536);
        net.add("block14_sepconv1_act", "relu");
        blocks.separable("block14_sepconv2", 2048);
        net.add("block14_sepconv2_act", "relu");
        net.add("avg_pool", "global-average-pool");
        net.add("dropout", "dropout", options.get(DROPOUT));
        net.add("predictions", "dense", MappingNode.of("units", options.get(CLASSES), "weight-init", "glorot"));
        int resolution = options.get(RESOLUTION);
        return net.spec(Shape.of(3, resolution, resolution));
    }

    /** Writes the blocks. */
    private record Blocks(NetworkWriter net) {
        /** Two separable convolutions and max-pooling, with a shortcut of stride 2. */
        void reducing(String name, boolean startsWithRelu, int first, int second) {
            String from = net.last();
            String start = from;
            if (startsWithRelu) {
                start = net.add(name + "_sepconv1_act", "relu");
            }
            separable(name + "_sepconv1", first, start);
            net.add(name + "_sepconv2_act", "relu");
            separable(name + "_sepconv2", second);
            String residual =
                    net.add(name + "_pool", "max-pool", MappingNode.of("size", 3, "stride", 2, "padding", "same"));
            String around = convolution(name + "_shortcut", second, 1, 2, "same", from);
            net.add(name + "_add", "add", null, residual, around);
        }

        /** Three separable convolutions, with a shortcut. */
        void middle(String name) {
            String from = net.last();
            for (int i = 1; i <= 3; i++) {
                net.add(name + "_sepconv" + i + "_act", "relu");
                separable(name + "_sepconv" + i, 728);
            }
            net.add(name + "_add", "add", null, net.last(), from);
        }

        String separable(String name, int filters, String... from) {
            net.add(
                    name,
                    "separable-conv2d",
                    MappingNode.of(
                            "filters", filters, "kernel", 3, "padding", "same", "bias", false, "weight-init", "glorot"),
                    from);
            return norm(name);
        }

        String convolution(String name, int filters, int kernel, int stride, String padding, String... from) {
            net.add(
                    name,
                    "conv2d",
                    MappingNode.of(
                            "filters", filters,
                            "kernel", kernel,
                            "stride", stride,
                            "padding", padding,
                            "bias", false,
                            "weight-init", "glorot"),
                    from);
            return norm(name);
        }

        private String norm(String name) {
            return net.add(name + "_bn", "batch-norm", MappingNode.of("epsilon", 0.001, "momentum", 0.01));
        }
    }
}
