package org.neocog.architecture.resnet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * Residual networks on colour images of 224 x 224: 64 filters 7x7 with stride 2, max-pooling 3x3 with stride 2, four stages of blocks with
 * shortcuts, the mean of each channel, a dense layer. After each convolution comes {@code batch-norm}.
 *
 * <pre>
 * depth   blocks per stage   a block is                                       parameters, 1000 classes
 * 18      2, 2, 2, 2         3x3, 3x3, of 64, 128, 256, 512 filters           11 689 512
 * 34      3, 4, 6, 3         same                                             21 797 672
 * 50      3, 4, 6, 3         1x1, 3x3 of the same, then 1x1 of 4 times more   25 557 032
 * 101     3, 4, 23, 3        same                                             44 549 160
 * 152     3, 8, 36, 3        same                                             60 192 808
 * </pre>
 *
 * <p>Stages 2 to 4 begin with stride 2: in blocks of three convolutions at the first in the paper (v1), at the 3x3 in torchvision (v1.5),
 * which multiplies more and errs less. The shortcut is a 1x1 convolution where the shape changes (option B of the paper), else it is the
 * identity. Parameter names are those of torchvision. Initialization: {@code he}, by fan-in in the paper, by fan-out in torchvision, whose
 * dense layer starts uniform within 1 / sqrt(fan-in).
 *
 * <p>Source: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition", table 1 and 3.3.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=resnet")
public final class ResNetTemplate implements ArchitectureTemplate {
    private static final Map<Integer, List<Integer>> STAGES = new TreeMap<>(Map.of(
            18, List.of(2, 2, 2, 2),
            34, List.of(3, 4, 6, 3),
            50, List.of(3, 4, 6, 3),
            101, List.of(3, 4, 23, 3),
            152, List.of(3, 8, 36, 3)));

    /** Where the stride of a block of three convolutions is. */
    enum Fidelity {
        PAPER,
        TORCHVISION
    }

    private static final Option<Integer> DEPTH = Option.integer("depth", "number of layers: " + STAGES.keySet())
            .orElse(50)
            .check("be one of " + STAGES.keySet(), STAGES::containsKey);
    private static final Option<Fidelity> FIDELITY = Option.choice(
                    "fidelity",
                    "where the stride is in blocks of three: paper: at the first 1x1 (v1); torchvision: at the 3x3 (v1.5)",
                    Fidelity.class)
            .orElse(Fidelity.TORCHVISION);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(1000).atLeast(1);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(224)
            .atLeast(32);
    private static final Schema SCHEMA =
            Schema.of(DEPTH, FIDELITY, CLASSES, RESOLUTION).primary(DEPTH);

    @Override
    public String name() {
        return "resnet";
    }

    @Override
    public String summary() {
        return "Residual networks of 18 to 152 layers for ImageNet.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        boolean published = options.get(FIDELITY) == Fidelity.PAPER;
        int depth = options.get(DEPTH);
        NetworkWriter net = new NetworkWriter(options.location());
        ResidualBlocks blocks = new ResidualBlocks(
                net,
                published ? MappingNode.of("type", "he") : MappingNode.of("type", "he", "mode", "fan-out"),
                "downsample");
        blocks.convolution("conv1", "bn1", 64, 7, 2);
        net.add("relu", "relu");
        net.add("maxpool", "max-pool", MappingNode.of("size", 3, "stride", 2, "padding", 1));
        int in = 64;
        List<Integer> stages = STAGES.getOrDefault(depth, List.of());
        for (int stage = 0; stage < stages.size(); stage++) {
            int width = 64 << stage;
            for (int i = 0; i < stages.get(stage); i++) {
                String name = "layer" + (stage + 1) + "." + i;
                int stride = stage > 0 && i == 0 ? 2 : 1;
                in = depth < 50
                        ? blocks.basic(name, in, width, stride, ResidualBlocks.Shortcut.PROJECTION)
                        : blocks.bottleneck(name, in, width, stride, published);
            }
        }
        net.add("avgpool", "global-average-pool");
        MappingNode uniform = MappingNode.of("type", "he", "distribution", "uniform", "gain", 1.0 / 3);
        net.add(
                "fc",
                "dense",
                MappingNode.of(
                        "units",
                        options.get(CLASSES),
                        "weight-init",
                        published ? MappingNode.of("type", "he") : uniform));
        int resolution = options.get(RESOLUTION);
        return net.spec(Shape.of(3, resolution, resolution));
    }
}
