package org.neocog.architecture.alexnet;

import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.osgi.service.component.annotations.Component;

/**
 * AlexNet on colour images of 224 x 224, in two variants. Every convolution and dense layer but the last is followed by {@code relu}.
 *
 * <pre>
 *        two-groups (2012)                                   one-column (2014)
 * 1      96 filters 11x11, stride 4; norm; pool    27x27     64 filters 11x11, stride 4, padding 2; pool
 * 2      256 filters 5x5, 2 groups; norm; pool     13x13     192 filters 5x5; pool
 * 3      384 filters 3x3                           13x13     384 filters 3x3
 * 4      384 filters 3x3, 2 groups                 13x13     256 filters 3x3
 * 5      256 filters 3x3, 2 groups; pool           6x6       256 filters 3x3; pool
 * 6, 7   4096 units, dropout 0.5 each                        same
 * 8      1000 units                                          same
 * </pre>
 *
 * <p>Pools are max-pooling 3x3 with stride 2; norm is {@code local-response-norm}. The paper's 224 does not go with its 55x55 outputs of layer
 * 1; three pixels of zeros (one before, two after) make up for it, where others take images of 227. Weights start normal with deviation 0.01;
 * biases of layers 2, 4, 5, 6 and 7 at 1, others at 0. Trained parameters, for
 * 1000 classes: 60 965 224 and 61 100 840. Parameter names are those of Caffe and of torchvision.
 *
 * <p>Sources: Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep convolutional neural networks", sections 3 to 5;
 * Krizhevsky 2014, "One weird trick for parallelizing convolutional neural networks", section 5.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=alexnet")
public final class AlexNetTemplate implements ArchitectureTemplate {
    /** Which AlexNet. */
    enum Variant {
        TWO_GROUPS,
        ONE_COLUMN
    }

    private static final Option<Variant> VARIANT = Option.choice(
                    "variant", "two-groups: as published in 2012; one-column: of 2014", Variant.class)
            .orElse(Variant.TWO_GROUPS);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(1000).atLeast(1);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(224)
            .atLeast(67);
    private static final Option<Integer> UNITS = Option.integer("units", "outputs of each hidden dense layer")
            .orElse(4096)
            .atLeast(1);
    private static final Schema SCHEMA =
            Schema.of(VARIANT, CLASSES, RESOLUTION, UNITS).primary(VARIANT);

    @Override
    public String name() {
        return "alexnet";
    }

    @Override
    public String summary() {
        return "AlexNet for ImageNet, in two groups as published in 2012, or in one column.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        AlexNetLayers layers = new AlexNetLayers(
                options.location(), options.get(RESOLUTION), options.get(UNITS), options.get(CLASSES));
        return options.get(VARIANT) == Variant.TWO_GROUPS ? layers.twoGroups() : layers.oneColumn();
    }
}
