package org.neocog.architecture.lenet;

import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * LeNet-5 on gray images of 32 x 32, in two variants.
 *
 * <pre>
 *            modern                           1998
 * c1   6 filters 5x5          28x28           same
 * s2   max-pool 2             14x14           trained subsampling 2, then the activation
 * c3   16 filters 5x5         10x10           16 filters 5x5, each on 3, 4 or 6 of the 6 channels
 * s4   max-pool 2             5x5             trained subsampling 2, then the activation
 * c5   120 filters 5x5        1x1             same
 * f6   84 units                               same
 * output  dense                               distances from a picture of each digit
 * </pre>
 *
 * <p>After c1, c3, c5 and f6 comes the activation: {@code tanh} in the modern variant, which trains steadily at a learning rate of
 * 0.05 with momentum 0.9 ({@code relu} wants 0.02 or less), {@code scaled-tanh} in that of 1998. Trained parameters, for 10 classes: 61 706
 * and 60 000. The modern variant is initialized by {@code he}, that of 1998 by {@code uniform-fan-in} with the paper's limit 2.4; biases
 * start at 0. The output is logits: the loss is {@code softmax-cross-entropy}.
 *
 * <p>C1: variant 1998 has at most 10 classes, as there are no more pictures.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", II.B, figure 2.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=lenet5")
public final class LeNet5Template implements ArchitectureTemplate {
    private static final int PICTURES = 10;

    /** Which LeNet-5. */
    enum Variant {
        MODERN("modern"),
        PUBLISHED("1998");

        private final String name;

        Variant(String name) {
            this.name = name;
        }

        /** As in a config. */
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Option<Variant> VARIANT = Option.choice(
                    "variant", "modern: tanh, max-pooling, all connections; 1998: as published", Variant.class)
            .orElse(Variant.MODERN);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(10).atLeast(1);
    private static final Option<PlugInConfig> ACTIVATION = Option.plugIn(
                    "activation", "layer after c1, c3, c5 and f6; tanh or scaled-tanh, if absent", LayerType.KIND)
            .optional();
    private static final Schema SCHEMA = Schema.of(VARIANT, CLASSES, ACTIVATION)
            .primary(VARIANT)
            .rule(
                    "C1",
                    "variant 1998 must have at most " + PICTURES + " classes",
                    o -> o.get(VARIANT) == Variant.MODERN || o.get(CLASSES) <= PICTURES,
                    CLASSES,
                    VARIANT);

    @Override
    public String name() {
        return "lenet5";
    }

    @Override
    public String summary() {
        return "LeNet-5 for gray images of 32 x 32, modern or as published in 1998.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        LeNet5Layers layers = new LeNet5Layers(options.location());
        int classes = options.get(CLASSES);
        return options.get(VARIANT) == Variant.MODERN
                ? layers.modern(classes, options.find(ACTIVATION))
                : layers.published(classes, options.find(ACTIVATION));
    }
}
