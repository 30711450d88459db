package org.neocog.architecture.mobilenet;

import java.util.List;
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
 * MobileNet v1 on colour images of 224 x 224: a convolution 3x3 of 32 filters with stride 2, then 13 pairs of a depthwise convolution 3x3 and
 * a pointwise one, of 64, 128 (2 times), 256 (2), 512 (6) and 1024 (2) filters; the mean of each channel; a dense layer.
 *
 * <p>The width multiplies all numbers of filters ({@code floor}, at least 8): 1.0, 0.75, 0.5, 0.25 are published. The resolution does not
 * change the parameters. Convolutions have no bias and are followed by {@code batch-norm} and {@code relu}. Trained parameters for 1000
 * classes at width 1: 4 231 976, and 21 888 running statistics. Layers have the names of Keras' model, batch normalization its numbers
 * ({@code epsilon} 0.001, momentum 0.01); dropout 0.001 and initialization (normal, deviation 0.09) are those of the authors' release.
 *
 * <p>Source: Howard, Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto, Adam 2017, "MobileNets: efficient convolutional neural networks
 * for mobile vision applications", table 1 and 3.3, 3.4.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=mobilenet")
public final class MobileNetTemplate implements ArchitectureTemplate {
    private static final int LEAST_FILTERS = 8;
    private static final List<Integer> FILTERS =
            List.of(64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024);
    private static final MappingNode WEIGHT_INIT = MappingNode.of("type", "normal", "std", 0.09);

    private static final Option<Double> WIDTH = Option.number("width", "factor of all numbers of filters")
            .orElse(1.0)
            .above(0);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(224)
            .atLeast(32);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(1000).atLeast(1);
    private static final Option<Double> DROPOUT = Option.number("dropout", "rate before the last layer")
            .orElse(0.001)
            .atLeast(0)
            .below(1);
    private static final Schema SCHEMA =
            Schema.of(WIDTH, RESOLUTION, CLASSES, DROPOUT).primary(WIDTH);

    @Override
    public String name() {
        return "mobilenet";
    }

    @Override
    public String summary() {
        return "MobileNet v1 for ImageNet, with multipliers of width and resolution.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        double width = options.get(WIDTH);
        NetworkWriter net = new NetworkWriter(options.location());
        net.add("conv1", "conv2d", convolution(filters(32, width), 3, 2));
        norm(net, "conv1");
        for (int i = 0; i < FILTERS.size(); i++) {
            boolean widens = i > 0 && FILTERS.get(i) > FILTERS.get(i - 1);
            pair(net, i + 1, widens ? 2 : 1, filters(FILTERS.get(i), width));
        }
        net.add("avgpool", "global-average-pool");
        net.add("dropout", "dropout", options.get(DROPOUT));
        net.add("conv_preds", "dense", MappingNode.of("units", options.get(CLASSES), "weight-init", WEIGHT_INIT));
        int resolution = options.get(RESOLUTION);
        return net.spec(Shape.of(3, resolution, resolution));
    }

    private static int filters(int published, double width) {
        return Math.max(LEAST_FILTERS, (int) (published * width));
    }

    private static void pair(NetworkWriter net, int number, int stride, int filters) {
        net.add(
                "conv_dw_" + number,
                "depthwise-conv2d",
                MappingNode.of(
                        "kernel", 3, "stride", stride, "padding", "same", "bias", false, "weight-init", WEIGHT_INIT));
        norm(net, "conv_dw_" + number);
        net.add("conv_pw_" + number, "conv2d", convolution(filters, 1, 1));
        norm(net, "conv_pw_" + number);
    }

    private static void norm(NetworkWriter net, String name) {
        net.add(name + "_bn", "batch-norm", MappingNode.of("epsilon", 0.001, "momentum", 0.01));
        net.add(name + "_relu", "relu");
    }

    private static MappingNode convolution(int filters, int kernel, int stride) {
        return MappingNode.of(
                "filters", filters,
                "kernel", kernel,
                "stride", stride,
                "padding", "same",
                "bias", false,
                "weight-init", WEIGHT_INIT);
    }
}
