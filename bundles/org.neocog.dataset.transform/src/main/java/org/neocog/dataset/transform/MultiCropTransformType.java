package org.neocog.dataset.transform;

import java.util.List;
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
 * The transform {@code multi-crop}, for evaluation: the image at several scales of its shorter side; of each the squares at both ends and in the
 * middle; of each square the windows in the corners and in the middle, and the square itself, resized; then the mirror images of all. With the
 * four scales of the paper these are 144. The answer is the mean of the softmax over them.
 *
 * <p>A window of a resized image is computed out of the image that comes in at once, and so is a resized square.
 *
 * <p>Source: C. Szegedy et al. 2015, "Going deeper with convolutions", 7.
 */
@Component(service = TransformType.class, property = TransformType.NAME_PROPERTY + "=" + MultiCropTransformType.NAME)
public final class MultiCropTransformType implements TransformType {
    static final String NAME = "multi-crop";

    private static final int SQUARES = 3;
    private static final int WINDOWS = 6;

    static final Option<Integer> SIZE = Option.integer("size", "height and width of a window")
            .unit("pixels")
            .atLeast(1)
            .atMost(Images.MOST_SIDE);
    static final Option<List<Integer>> SCALES = Option.integers("scales", "of the shorter side")
            .orElse(List.of(256, 288, 320, 352))
            .unit("pixels")
            .atLeast(1)
            .atMost(Images.MOST_SIDE)
            .length(1, 16);
    static final Option<Boolean> MIRRORED =
            Option.flag("mirrored", "whether the mirror images come as well").orElse(true);

    private static final Schema SCHEMA = Schema.of(SIZE, SCALES, MIRRORED, ResizeTransformType.FILTER)
            .primary(SIZE)
            .rule(
                    "C1",
                    "size must be at most the smallest of scales",
                    options -> options.get(SCALES).stream().allMatch(scale -> scale >= options.get(SIZE)),
                    SIZE,
                    SCALES);

    @Activate
    public MultiCropTransformType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "For evaluation: takes GoogLeNet's 144 windows at four scales.";
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
        List<Integer> scales = options.get(SCALES);
        return new CropViews(
                Shape.of(channels, size, size),
                scales.size() * SQUARES * WINDOWS,
                options.get(MIRRORED),
                options.get(ResizeTransformType.FILTER)) {
            @Override
            void locate(int window, Image source, Crop crop) {
                int scale = scales.get(window / (SQUARES * WINDOWS));
                int square = window / WINDOWS % SQUARES;
                int place = window % WINDOWS;
                if (place == WINDOWS - 1) {
                    resizedSquare(source, square, size, crop);
                    return;
                }
                Squares.resize(NAME, source, scale, crop);
                int top = Squares.offset(square, SQUARES, crop.fullHeight() - scale);
                int left = Squares.offset(square, SQUARES, crop.fullWidth() - scale);
                crop.at(top + top(place, scale - size), left + left(place, scale - size));
            }
        };
    }

    private static void resizedSquare(Image source, int square, int size, Crop crop) {
        int side = Math.min(source.height(), source.width());
        crop.window(
                Squares.offset(square, SQUARES, source.height() - side),
                Squares.offset(square, SQUARES, source.width() - side),
                side,
                side,
                size,
                size);
    }
}
