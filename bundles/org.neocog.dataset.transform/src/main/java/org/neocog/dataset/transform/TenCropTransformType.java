package org.neocog.dataset.transform;

import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.dataset.ViewsTransform;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code ten-crop}, for evaluation: the windows in the four corners and in the middle, then their mirror images. The answer is the
 * mean of the softmax over the ten.
 *
 * <p>Source: A. Krizhevsky, I. Sutskever, G. Hinton 2012, "ImageNet classification with deep convolutional neural networks", 4.1.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + TenCropTransformType.NAME)
public final class TenCropTransformType implements TransformType {
    static final String NAME = "ten-crop";

    private static final int PLACES = 5;

    static final Option<List<Integer>> SIZE = Option.integers(
                    "size", "of a window: [height and width] or [height, width]")
            .unit("pixels")
            .atLeast(1)
            .length(1, 2);
    static final Option<Boolean> MIRRORED = Option.flag(
                    "mirrored", "whether the mirror images come as well; without them they are five")
            .orElse(true);

    private static final Schema SCHEMA = Schema.of(SIZE, MIRRORED).primary(SIZE);

    @Activate
    public TenCropTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "For evaluation: takes the windows in the corners and the middle, and their mirror images.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        Images.require(NAME, input, options);
        Shape output = Images.output(NAME, options, SIZE, input.dim(0));
        if (output.dim(1) > input.dim(1) || output.dim(2) > input.dim(2)) {
            throw options.error(
                    SIZE,
                    NAME + ": a window must lie within the image, but size=" + options.get(SIZE) + ", shape=" + input
                            + ". Choose a smaller one, or resize before.");
        }
        return new OfOneSize(input, output, options.get(MIRRORED));
    }

    @Override
    public ImageTransform createForAnySize(Options options, int channels) {
        return new OfAnySize(Images.output(NAME, options, SIZE, channels), options.get(MIRRORED));
    }

    private static final class OfAnySize extends CropViews {
        private final int height;
        private final int width;

        OfAnySize(Shape shape, boolean mirrored) {
            super(shape, PLACES, mirrored, Filter.BILINEAR);
            this.height = shape.intDim(1);
            this.width = shape.intDim(2);
        }

        @Override
        void locate(int window, Image source, Crop crop) {
            Images.requireWindow(NAME, source, height, width);
            crop.whole(source, source.height(), source.width())
                    .at(top(window, source.height() - height), left(window, source.width() - width));
        }
    }

    private record OfOneSize(Shape input, Shape outputShape, boolean mirrored) implements ViewsTransform {
        @Override
        public int views() {
            return mirrored ? 2 * PLACES : PLACES;
        }

        @Override
        public void apply(float[] source, float[] target, int view) {
            int height = outputShape.intDim(1);
            int width = outputShape.intDim(2);
            int top = CropViews.top(view % PLACES, input.intDim(1) - height);
            int left = CropViews.left(view % PLACES, input.intDim(2) - width);
            for (int c = 0; c < input.intDim(0); c++) {
                for (int y = 0; y < height; y++) {
                    int from = (c * input.intDim(1) + top + y) * input.intDim(2) + left;
                    int to = (c * height + y) * width;
                    if (view < PLACES) {
                        System.arraycopy(source, from, target, to, width);
                    } else {
                        for (int x = 0; x < width; x++) {
                            target[to + x] = source[from + width - 1 - x];
                        }
                    }
                }
            }
        }
    }
}
