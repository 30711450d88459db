package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ByteTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The transform {@code random-vertical-flip}: with the given probability the mirror image, {@code y[c, i, j] = x[c, H - 1 - i, j]}. */
@Component(
        service = TransformType.class,
        property = TransformType.NAME_PROPERTY + "=" + RandomVerticalFlipTransformType.NAME)
public final class RandomVerticalFlipTransformType implements TransformType {
    static final String NAME = "random-vertical-flip";

    static final Option<Double> PROBABILITY = Option.number("probability", "how often an image is mirrored")
            .orElse(0.5)
            .atLeast(0)
            .atMost(1);

    private static final Schema SCHEMA = Schema.of(PROBABILITY).primary(PROBABILITY);

    @Activate
    public RandomVerticalFlipTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Mirrors some images, top to bottom.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new RandomVerticalFlip(input, options.get(PROBABILITY));
    }

    private record RandomVerticalFlip(Shape outputShape, double probability) implements ByteTransform {
        @Override
        public boolean isExactOnBytes() {
            return true;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            flip(source, target, random.nextDouble() < probability);
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            flip(source, target, random.nextDouble() < probability);
        }

        @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of one type
        private void flip(Object source, Object target, boolean mirrored) {
            int height = outputShape.intDim(1);
            int width = outputShape.intDim(2);
            for (int c = 0; c < outputShape.intDim(0); c++) {
                for (int y = 0; y < height; y++) {
                    int from = (c * height + (mirrored ? height - 1 - y : y)) * width;
                    System.arraycopy(source, from, target, (c * height + y) * width, width);
                }
            }
        }
    }
}
