package org.neocog.dataset.transform;

import java.util.List;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;

/** What transforms require of images and of numbers per channel. */
final class Images {
    /** Most numbers that the array of one image holds. */
    static final int MOST_PIXELS = Integer.MAX_VALUE - 8;

    /** Longest side that a transform makes of images of any size. */
    static final int MOST_SIDE = 1 << 15;

    private Images() {}

    /** {@code [C, H, W]} out of the height and width that an option has, or of one number for both. */
    static Shape output(String transform, Options options, Option<List<Integer>> option, long channels) {
        List<Integer> size = options.get(option);
        int height = size.get(0);
        int width = size.get(size.size() - 1);
        if (!fits(channels, height, width)) {
            throw options.error(
                    option,
                    transform + ": the image must have at most " + MOST_PIXELS + " pixels, but size=" + size
                            + ", channels=" + channels + ". Choose a smaller size.");
        }
        return Shape.of(channels, height, width);
    }

    /** Refuses images that a window of this size does not fit into. */
    static void requireWindow(String transform, Image image, int height, int width) {
        if (image.height() < height || image.width() < width) {
            throw new IllegalArgumentException(transform + ": a window must lie within the image, but size=[" + height
                    + ", " + width + "], an " + image + " came. Put {resize: " + Math.max(height, width)
                    + "} or more before.");
        }
    }

    /** The refusal of images of one shape. */
    static ConfigException onlyForAnySize(String transform, Options options, Shape input) {
        return new ConfigException(
                options.location(),
                transform + ": it resizes images as they are in the dataset, but those that come in are of one shape "
                        + input + ". Put it first, and use a dataset of image files.");
    }

    /** Whether an image of these sizes fits into an array. */
    static boolean fits(long channels, long height, long width) {
        return height <= MOST_PIXELS / Math.max(1, channels) && width <= MOST_PIXELS / Math.max(1, channels * height);
    }

    static void require(String transform, Shape input, Options options) {
        if (input.rank() != 3) {
            throw new ConfigException(
                    options.location(),
                    transform + ": an image must be [C, H, W], but shape=" + input
                            + ". Put it after a transform that gives one.");
        }
    }

    /** Refuses more pixels on a side than the mode can give along an axis of so many. */
    static void requirePadding(
            String transform, Options options, Option<?> option, PaddingMode mode, long padding, long size) {
        if (padding > mode.most((int) size)) {
            throw options.error(
                    option,
                    transform + ": with padding-mode: reflect " + option.name()
                            + " must be less than the image has pixels, but " + option.name() + "=" + padding
                            + ", pixels=" + size + ". Pad less, or choose padding-mode: edge.");
        }
    }

    /** Refuses images that are not red, green and blue. */
    static void requireRgb(String transform, Location where, Shape input) {
        if (input.dim(0) != 3) {
            throw new ConfigException(
                    where,
                    transform + ": images must have 3 channels (red, green, blue), but shape=" + input
                            + ". Leave it out.");
        }
    }

    /** One number per channel, out of as many or a single one. */
    static float[] perChannel(String transform, Options options, Option<List<Double>> option, long channels) {
        List<Double> numbers = options.get(option);
        if (numbers.size() != 1 && numbers.size() != channels) {
            throw options.error(
                    option,
                    transform + ": " + option.name() + " must have 1 number or one per channel, but " + option.name()
                            + "=" + numbers + ", channels=" + channels + ". Give "
                            + (channels == 1 ? "1" : "1 or " + channels) + ".");
        }
        float[] values = new float[(int) channels];
        for (int c = 0; c < values.length; c++) {
            values[c] = numbers.get(numbers.size() == 1 ? 0 : c).floatValue();
        }
        return values;
    }
}
