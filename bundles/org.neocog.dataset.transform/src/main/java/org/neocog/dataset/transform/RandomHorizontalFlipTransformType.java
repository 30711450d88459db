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

/** The transform {@code random-horizontal-flip}: with the given probability the mirror image, {@code y[c, i, j] = x[c, i, W - 1 - j]}. */
@Component(
        service = TransformType.class,
        property = TransformType.NAME_PROPERTY + "=" + RandomHorizontalFlipTransformType.NAME)
public final class RandomHorizontalFlipTransformType implements TransformType {
    static final String NAME = "random-horizontal-flip";

    static final Option<Double> PROBABILITY = Option.number("probability", "how often an image is mirrored")
            .orElse(0.5)
            .atLeast(0)
            .atMost(1);

    private static final Schema SCHEMA = Schema.of(PROBABILITY).primary(PROBABILITY);

    @Activate
    public RandomHorizontalFlipTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Mirrors some images, left to right.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        return new RandomHorizontalFlip(input, options.get(PROBABILITY));
    }

    private record RandomHorizontalFlip(Shape outputShape, double probability) implements ByteTransform {
        @Override
        public boolean isExactOnBytes() {
            return true;
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int size = outputShape.intSize();
            if (random.nextDouble() >= probability) {
                System.arraycopy(source, 0, target, 0, size);
                return;
            }
            int width = outputShape.intDim(2);
            for (int row = 0; row < size; row += width) {
                int last = row + width - 1;
                for (int x = 0; x < width; x++) {
                    target[row + x] = source[last - x];
                }
            }
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            int size = outputShape.intSize();
            if (random.nextDouble() >= probability) {
                System.arraycopy(source, 0, target, 0, size);
                return;
            }
            int width = outputShape.intDim(2);
            for (int row = 0; row < size; row += width) {
                int last = row + width - 1;
                for (int x = 0; x < width; x++) {
                    target[row + x] = source[last - x];
                }
            }
        }
    }
}
