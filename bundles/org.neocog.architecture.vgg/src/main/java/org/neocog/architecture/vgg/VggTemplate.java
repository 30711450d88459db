package org.neocog.architecture.vgg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * VGG on colour images of 224 x 224: five stages of 3x3 convolutions, each stage ending in max-pooling 2x2, then three dense layers.
 *
 * <pre>
 * stage (filters)   1 (64)      2 (128)   3 (256)    4 (512)    5 (512)
 * A                 1           1         2          2          2
 * A-LRN             1 + norm    1         2          2          2
 * B                 2           2         2          2          2
 * C                 2           2         2 + 1x1    2 + 1x1    2 + 1x1
 * D                 2           2         3          3          3
 * E                 2           2         4          4          4
 * </pre>
 *
 * <p>Every convolution and hidden dense layer is followed by {@code relu}, before it, on demand, by {@code batch-norm}; each hidden dense
 * layer by dropout 0.5. Parameter names are those of torchvision, where the configuration is there. Trained parameters for 1000 classes,
 * without batch-norm: A and A-LRN 132 863 336, B 133 047 848, C 133 638 952, D 138 357 544, E 143 667 240.
 *
 * <p>With {@code head=convolution} the dense layers are convolutions, 7x7 and twice 1x1, and the mean over all places of their output is
 * taken: with the parameters of dense layers, on images of any size from 224 on, as the paper does to test. {@code
 * weights.dense-as-convolution=true} loads them. C1: then images are at least 224 pixels wide.
 *
 * <p>Initialization: {@code glorot}, biases 0, with which all configurations can be trained from scratch, as the paper says in 3.1; with
 * batch-norm {@code he}.
 *
 * <p>Source: Simonyan, Zisserman 2014, "Very deep convolutional networks for large-scale image recognition", table 1, and section 3.2 for
 * {@code head=convolution}; the normalization of
 * A-LRN has the parameters of Krizhevsky 2012.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=vgg")
public final class VggTemplate implements ArchitectureTemplate {
    private static final Map<String, List<Integer>> CONVOLUTIONS = convolutions();
    private static final List<Integer> FILTERS = List.of(64, 128, 256, 512, 512);

    private static final Option<String> CONFIGURATION = Option.text(
                    "configuration", "column of the paper's table 1: " + CONVOLUTIONS.keySet())
            .orElse("D")
            .check("be one of " + CONVOLUTIONS.keySet(), CONVOLUTIONS::containsKey);
    private static final Option<Boolean> BATCH_NORM = Option.flag(
                    "batch-norm", "batch normalization after each convolution")
            .orElse(false);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(1000).atLeast(1);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(224)
            .atLeast(32);
    private static final Option<Integer> UNITS = Option.integer("units", "outputs of each hidden dense layer")
            .orElse(4096)
            .atLeast(1);
    private static final Option<Head> HEAD = Option.choice(
                    "head",
                    "dense: three dense layers; convolution: the same as convolutions, averaged over a larger image",
                    Head.class)
            .orElse(Head.DENSE);
    private static final Schema SCHEMA = Schema.of(CONFIGURATION, BATCH_NORM, CLASSES, RESOLUTION, UNITS, HEAD)
            .primary(CONFIGURATION)
            .rule(
                    "C1",
                    "with head=convolution the resolution must be at least 224",
                    o -> o.get(HEAD) == Head.DENSE || o.get(RESOLUTION) >= 224,
                    HEAD,
                    RESOLUTION);

    /** What the last three layers are. */
    enum Head {
        DENSE,
        CONVOLUTION
    }

    private static Map<String, List<Integer>> convolutions() {
        Map<String, List<Integer>> perStage = new LinkedHashMap<>();
        perStage.put("A", List.of(1, 1, 2, 2, 2));
        perStage.put("A-LRN", List.of(1, 1, 2, 2, 2));
        perStage.put("B", List.of(2, 2, 2, 2, 2));
        perStage.put("C", List.of(2, 2, 3, 3, 3));
        perStage.put("D", List.of(2, 2, 3, 3, 3));
        perStage.put("E", List.of(2, 2, 4, 4, 4));
        return perStage;
    }

    @Override
    public String name() {
        return "vgg";
    }

    @Override
    public String summary() {
        return "VGG for ImageNet: configurations A, A-LRN, B, C, D (VGG-16) and E (VGG-19).";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        NetworkWriter net = new NetworkWriter(options.location());
        features(net, options.get(CONFIGURATION), options.get(BATCH_NORM));
        boolean dense = options.get(HEAD) == Head.DENSE;
        if (dense) {
            net.add("flatten", "flatten");
        }
        String init = options.get(BATCH_NORM) ? "he" : "glorot";
        for (int i = 0; i < 2; i++) {
            connect(net, "classifier." + 3 * i, dense, options.get(UNITS), i == 0 ? 7 : 1, init);
            net.add("classifier." + (3 * i + 1), "relu");
            net.add("classifier." + (3 * i + 2), "dropout", 0.5);
        }
        connect(net, "classifier.6", dense, options.get(CLASSES), 1, "glorot");
        if (!dense) {
            net.add("avgpool", "global-average-pool");
        }
        int resolution = options.get(RESOLUTION);
        return net.spec(Shape.of(3, resolution, resolution));
    }

    private static void connect(NetworkWriter net, String name, boolean dense, int outputs, int kernel, String init) {
        if (dense) {
            net.add(name, "dense", MappingNode.of("units", outputs, "weight-init", init));
        } else {
            net.add(name, "conv2d", MappingNode.of("filters", outputs, "kernel", kernel, "weight-init", init));
        }
    }

    private static void features(NetworkWriter net, String configuration, boolean batchNorm) {
        List<Integer> perStage = CONVOLUTIONS.getOrDefault(configuration, List.of());
        int index = 0;
        for (int stage = 0; stage < perStage.size(); stage++) {
            for (int i = 0; i < perStage.get(stage); i++) {
                int kernel = configuration.equals("C") && i == 2 ? 1 : 3;
                net.add(
                        "features." + index++,
                        "conv2d",
                        MappingNode.of(
                                "filters",
                                FILTERS.get(stage),
                                "kernel",
                                kernel,
                                "padding",
                                kernel / 2,
                                "weight-init",
                                batchNorm ? "he" : "glorot"));
                if (batchNorm) {
                    net.add("features." + index++, "batch-norm");
                }
                net.add("features." + index++, "relu");
            }
            if (stage == 0 && configuration.equals("A-LRN")) {
                net.add(
                        "norm1",
                        "local-response-norm",
                        MappingNode.of("size", 5, "alpha", 1e-4, "beta", 0.75, "k", 2.0, "divide-by-size", false));
            }
            net.add("features." + index++, "max-pool", 2);
        }
    }
}
