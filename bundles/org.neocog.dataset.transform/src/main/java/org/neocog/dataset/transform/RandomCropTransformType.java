package org.neocog.dataset.transform;

import java.util.List;
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

/**
 * The transform {@code random-crop}: a window of the image at a random place, {@code y[c, i, j] = x[c, i + top - padding, j + left - padding]},
 * outside the image what {@link PaddingMode} says; top and left are uniform over all places in the padded image.
 *
 * <p>With size 32 and padding 4 it is the augmentation of He et al. 2015, "Deep residual learning for image recognition", 4.2, with the flip.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + RandomCropTransformType.NAME)
public final class RandomCropTransformType implements TransformType {
    static final String NAME = "random-crop";

    static final Option<List<Integer>> SIZE = Option.integers(
                    "size", "of the window: [height and width] or [height, width]")
            .unit("pixels")
            .atLeast(1)
            .length(1, 2);
    static final Option<Integer> PADDING = Option.integer("padding", "pixels that are put on each side before that")
            .unit("pixels")
            .orElse(0)
            .atLeast(0)
            .atMost(1 << 20);
    static final Option<Double> FILL = Option.number(
                    "fill",
                    "value of the pixels put there with padding-mode: constant, on the scale of those that come in")
            .orElse(0.0);

    private static final Schema SCHEMA =
            Schema.of(SIZE, PADDING, PaddingMode.OPTION, FILL).primary(SIZE);

    @Activate
    public RandomCropTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Takes a window of the image, padded if need be, at a random place.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        List<Integer> size = options.get(SIZE);
        int height = size.get(0);
        int width = size.get(size.size() - 1);
        int padding = options.get(PADDING);
        if (height > input.dim(1) + 2L * padding || width > input.dim(2) + 2L * padding) {
            throw options.error(
                    SIZE,
                    "random-crop: size must be at most that of the padded image, but size=" + size + ", padding="
                            + padding + ", shape=" + input + ". Choose a smaller size or more padding.");
        }
        if (!Images.fits(input.dim(0), height, width)) {
            throw options.error(
                    SIZE,
                    "random-crop: the image must have at most " + Images.MOST_PIXELS + " pixels, but size=" + size
                            + ", shape=" + input + ". Choose a smaller size.");
        }
        PaddingMode mode = options.get(PaddingMode.OPTION);
        Images.requirePadding(NAME, options, PADDING, mode, padding, Math.min(input.dim(1), input.dim(2)));
        Shape output = Shape.of(input.dim(0), height, width);
        return new RandomCrop(new Window(input, output, mode, options.get(FILL).floatValue()), padding);
    }

    private record RandomCrop(Window window, int padding) implements ByteTransform {
        @Override
        public Shape outputShape() {
            return window.output();
        }

        @Override
        public boolean isExactOnBytes() {
            return padding == 0 || window.isExactOnBytes();
        }

        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int top = place(random, 1);
            window.copy(source, target, top, place(random, 2));
        }

        @Override
        public void apply(byte[] source, byte[] target, Philox.Stream random) {
            int top = place(random, 1);
            window.copy(source, target, top, place(random, 2));
        }

        private int place(Philox.Stream random, int axis) {
            int more = window.input().intDim(axis) - window.output().intDim(axis);
            return random.nextInt(more + 2 * padding + 1) - padding;
        }
    }
}
