package org.neocog.architecture.nin;

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
 * Network in Network: convolutions each followed by two of 1x1, and the mean of each class's map instead of dense layers. After every
 * convolution comes {@code relu}, the last one included.
 *
 * <pre>
 *            cifar10, 32 x 32                             imagenet, 224 x 224
 * block 1    192 filters 5x5, 160, 96; max-pool           96 filters 11x11, stride 4, 96, 96; max-pool
 * block 2    dropout; 192 filters 5x5, 192, 192; average  256 filters 5x5, 256, 256; max-pool
 * block 3    dropout; 192 filters 3x3, 192, classes       384 filters 3x3, 384, 384; max-pool
 * block 4                                                 dropout; 1024 filters 3x3, 1024, classes
 * then       global average                               global average
 * </pre>
 *
 * <p>Pools are 3x3 with stride 2, rounded up; dropout is 0.5. Trained parameters: 966 986 and 7 595 176. Layers have the names of the
 * authors' models in Caffe's zoo. Initialization: normal, of deviation 0.05 for cifar10, for imagenet 0.01 (1x1: 0.05); biases 0.
 *
 * <p>Source: Lin, Chen, Yan 2013, "Network in network", figure 2 and section 4; the sizes are those of the authors' models.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=nin")
public final class NinTemplate implements ArchitectureTemplate {
    /** What the network was made for. */
    enum Data {
        CIFAR10,
        IMAGENET
    }

    private static final Option<Data> DATASET = Option.choice(
                    "dataset", "what the network was made for: images of 32 x 32 or 224 x 224", Data.class)
            .orElse(Data.CIFAR10);
    private static final Option<Integer> CLASSES = Option.integer(
                    "classes", "number of classes; 10 for cifar10, 1000 for imagenet, if absent")
            .atLeast(1)
            .optional();
    private static final Option<Integer> RESOLUTION = Option.integer(
                    "resolution", "height and width of the images; 32 for cifar10, 224 for imagenet, if absent")
            .unit("pixel")
            .atLeast(8)
            .optional();
    private static final Schema SCHEMA = Schema.of(DATASET, CLASSES, RESOLUTION)
            .primary(DATASET)
            .rule(
                    "C1",
                    "the resolution for imagenet must be at least 67",
                    o -> o.get(DATASET) == Data.CIFAR10 || o.find(RESOLUTION).orElse(224) >= 67,
                    RESOLUTION);

    @Override
    public String name() {
        return "nin";
    }

    @Override
    public String summary() {
        return "Network in Network, for CIFAR-10 or ImageNet.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        boolean small = options.get(DATASET) == Data.CIFAR10;
        int classes = options.find(CLASSES).orElse(small ? 10 : 1000);
        int resolution = options.find(RESOLUTION).orElse(small ? 32 : 224);
        Blocks blocks = new Blocks(new NetworkWriter(options.location()), small ? 0.05 : 0.01);
        if (small) {
            blocks.cifar10(classes);
        } else {
            blocks.imagenet(classes);
        }
        return blocks.net.spec(Shape.of(3, resolution, resolution));
    }

    /** Writes blocks; counts convolutions of both kinds. */
    private static final class Blocks {
        private static final MappingNode POOL = MappingNode.of("size", 3, "stride", 2, "ceil-mode", true);

        private final NetworkWriter net;
        private final double deviation;
        private int block;
        private int pointwise;

        Blocks(NetworkWriter net, double deviation) {
            this.net = net;
            this.deviation = deviation;
        }

        void cifar10(int classes) {
            block(192, 5, 1, 2, 160, 96);
            net.add("pool1", "max-pool", POOL);
            net.add("drop1", "dropout", 0.5);
            block(192, 5, 1, 2, 192, 192);
            net.add("pool2", "average-pool", POOL);
            net.add("drop2", "dropout", 0.5);
            block(192, 3, 1, 1, 192, classes);
            net.add("pool3", "global-average-pool");
        }

        void imagenet(int classes) {
            block(96, 11, 4, 0, 96, 96);
            net.add("pool1", "max-pool", POOL);
            block(256, 5, 1, 2, 256, 256);
            net.add("pool2", "max-pool", POOL);
            block(384, 3, 1, 1, 384, 384);
            net.add("pool3", "max-pool", POOL);
            net.add("drop", "dropout", 0.5);
            block(1024, 3, 1, 1, 1024, classes);
            net.add("pool4", "global-average-pool");
        }

        private void block(int filters, int kernel, int stride, int padding, int first, int second) {
            block++;
            convolution("conv" + block, "relu" + block, filters, kernel, stride, padding, deviation);
            pointwise(first);
            pointwise(second);
        }

        private void pointwise(int filters) {
            pointwise++;
            convolution("cccp" + pointwise, "relu_cccp" + pointwise, filters, 1, 1, 0, 0.05);
        }

        private void convolution(
                String name, String relu, int filters, int kernel, int stride, int padding, double std) {
            net.add(
                    name,
                    "conv2d",
                    MappingNode.of(
                            "filters", filters,
                            "kernel", kernel,
                            "stride", stride,
                            "padding", padding,
                            "weight-init", MappingNode.of("type", "normal", "std", std)));
            net.add(relu, "relu");
        }
    }
}
