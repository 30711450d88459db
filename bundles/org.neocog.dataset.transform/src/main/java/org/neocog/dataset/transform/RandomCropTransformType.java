package org.neocog.dataset.transform;

import java.util.Arrays;
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
 * The transform {@code random-crop}: a window of the image at a random place, {@code y[c, i, j] = x[c, i + top - padding, j + left - padding]},
 * {@code fill} outside the image; top and left are uniform over all places in the padded image.
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
                    "fill", "value of the pixels put there, on the scale of those that come in")
            .orElse(0.0);

    private static final Schema SCHEMA = Schema.of(SIZE, PADDING, FILL).primary(SIZE);

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
        return new RandomCrop(
                input,
                Shape.of(input.dim(0), height, width),
                padding,
                options.get(FILL).floatValue());
    }

    private record RandomCrop(Shape input, Shape outputShape, int padding, float fill) implements Transform {
        @Override
        public void apply(float[] source, float[] target, Philox.Stream random) {
            int height = input.intDim(1);
            int width = input.intDim(2);
            int outHeight = outputShape.intDim(1);
            int outWidth = outputShape.intDim(2);
            int top = random.nextInt(height + 2 * padding - outHeight + 1) - padding;
            int left = random.nextInt(width + 2 * padding - outWidth + 1) - padding;
            int firstRow = Math.max(0, -top);
            int lastRow = Math.min(outHeight, height - top);
            int firstColumn = Math.max(0, -left);
            int columns = Math.min(outWidth, width - left) - firstColumn;
            Arrays.fill(target, 0, outputShape.intSize(), fill);
            if (columns <= 0) {
                return;
            }
            for (int c = 0; c < input.intDim(0); c++) {
                for (int y = firstRow; y < lastRow; y++) {
                    int from = (c * height + top + y) * width + left + firstColumn;
                    System.arraycopy(source, from, target, (c * outHeight + y) * outWidth + firstColumn, columns);
                }
            }
        }
    }
}
