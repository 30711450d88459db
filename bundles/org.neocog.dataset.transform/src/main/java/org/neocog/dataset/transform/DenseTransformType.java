package org.neocog.dataset.transform;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The transform {@code dense}, for evaluation by a network of convolutions alone, which gives its answer as the mean over all places: the image
 * with its shorter side of a given size, in squares that cover the longer one, then their mirror images. The answer is the mean of the softmax
 * over them.
 *
 * <p>The paper runs the network over the whole image at once. A network here has one size of image, hence the squares: where they overlap, places
 * count twice, and a longer side above {@code squares * size} is not covered whole.
 *
 * <p>Source: K. Simonyan, A. Zisserman 2015, "Very deep convolutional networks for large-scale image recognition", 3.2.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + DenseTransformType.NAME)
public final class DenseTransformType implements TransformType {
    static final String NAME = "dense";

    static final Option<Integer> SIZE = Option.integer("size", "of the shorter side, and of the squares")
            .unit("pixels")
            .atLeast(1)
            .atMost(Images.MOST_SIDE);
    static final Option<Integer> SQUARES = Option.integer("squares", "how many; 1 is the one in the middle")
            .orElse(2)
            .atLeast(1)
            .atMost(64);
    static final Option<Boolean> MIRRORED =
            Option.flag("mirrored", "whether the mirror images come as well").orElse(true);

    private static final Schema SCHEMA =
            Schema.of(SIZE, SQUARES, MIRRORED, ResizeTransformType.FILTER).primary(SIZE);

    @Activate
    public DenseTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "For evaluation: takes squares that cover the image, and their mirror images.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Transform create(Options options, Shape input) {
        throw Images.onlyForAnySize(NAME, options, input);
    }

    @Override
    public ImageTransform createForAnySize(Options options, int channels) {
        int size = options.get(SIZE);
        int squares = options.get(SQUARES);
        return new CropViews(
                Shape.of(channels, size, size),
                squares,
                options.get(MIRRORED),
                options.get(ResizeTransformType.FILTER)) {
            @Override
            void locate(int window, Image source, Crop crop) {
                Squares.resize(NAME, source, size, crop);
                crop.at(
                        Squares.offset(window, squares, crop.fullHeight() - size),
                        Squares.offset(window, squares, crop.fullWidth() - size));
            }
        };
    }
}
