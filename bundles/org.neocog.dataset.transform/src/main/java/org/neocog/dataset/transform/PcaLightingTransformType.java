package org.neocog.dataset.transform;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code pca-lighting}: adds {@code sum_k alpha_k lambda_k v_k} to the red, green and blue of all pixels, where {@code v_k} and
 * {@code lambda_k} are eigenvectors and eigenvalues of the colours, and {@code alpha_k} is normal with mean 0 and deviation {@code std}.
 *
 * <p>Source: A. Krizhevsky, I. Sutskever, G. Hinton 2012, "ImageNet classification with deep convolutional neural networks", 4.1.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + PcaLightingTransformType.NAME)
public final class PcaLightingTransformType implements TransformType {
    static final String NAME = "pca-lighting";

    static final Option<Double> STD = Option.number("std", "standard deviation of the factors")
            .orElse(0.1)
            .atLeast(0);
    static final Option<List<Double>> EIGENVALUES = Option.numbers(
                    "eigenvalues", "one for each component; those of ImageNet's training images if absent")
            .orElse(List.of(0.2175, 0.0188, 0.0045))
            .length(3, 3);
    static final Option<List<Double>> EIGENVECTORS = Option.numbers(
                    "eigenvectors", "red of the three components, then green, then blue; those of ImageNet if absent")
            .orElse(List.of(-0.5675, 0.7192, 0.4009, -0.5808, -0.0045, -0.8140, -0.5836, -0.6948, 0.4203))
            .length(9, 9);

    private static final Schema SCHEMA =
            Schema.of(STD, EIGENVALUES, EIGENVECTORS).primary(STD);

    @Activate
    public PcaLightingTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Changes the colour of the light at random, along the colours' principal components.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        Images.requireRgb(NAME, options.location(), input);
        double[] scaled = new double[9];
        for (int i = 0; i < 9; i++) {
            scaled[i] =
                    options.get(EIGENVECTORS).get(i) * options.get(EIGENVALUES).get(i % 3);
        }
        return new PcaLighting(input, options.get(STD), scaled);
    }

    private static final class PcaLighting implements Transform {
        private final Shape shape;
        private final double std;
        private final double[] components;

        PcaLighting(Shape shape, double std, double[] components) {
            this.shape = shape;
            this.std = std;
            this.components = components;
        }

        @Override
        public Shape outputShape() {
            return shape;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            double first = std * random.nextGaussian();
            double second = std * random.nextGaussian();
            double third = std * random.nextGaussian();
            int plane = shape.intDim(1) * shape.intDim(2);
            for (int c = 0; c < 3; c++) {
                float shift = (float)
                        (first * components[3 * c] + second * components[3 * c + 1] + third * components[3 * c + 2]);
                for (int i = c * plane; i < (c + 1) * plane; i++) {
                    target[i] = source[i] + shift;
                }
            }
        }
    }
}
