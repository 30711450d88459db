package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class ResizeTest {
    private static final long SEED = Long.getLong("neocog.test.seed", 20_26);
    private final ResizeTransformType type = new ResizeTransformType();

    private Options options(Object... keysAndValues) {
        return Options.of(type.schema(), keysAndValues);
    }

    static Image image(int channels, int height, int width, int... pixels) {
        Image image = new Image();
        image.reset(channels, height, width);
        for (int i = 0; i < pixels.length; i++) {
            image.pixels()[i] = (byte) pixels[i];
        }
        return image;
    }

    static int[] pixels(Image image) {
        int[] pixels = new int[image.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = image.pixels()[i] & 0xff;
        }
        return pixels;
    }

    private static Image apply(ImageTransform transform, Image source) {
        Image target = image(1, 1, 1, 77);
        transform.apply(source, target, Philox.stream(0, 0, 0));
        return target;
    }

    private static Image noise(int channels, int height, int width) {
        Image image = image(channels, height, width);
        new Random(SEED).nextBytes(image.pixels());
        return image;
    }

    /** The definition, in double: a mean over the whole image with the weights of both axes. */
    private static double defined(Image image, Filter filter, int outHeight, int outWidth, int y, int x, int c) {
        double scaleY = (double) image.height() / outHeight;
        double scaleX = (double) image.width() / outWidth;
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < image.height(); i++) {
            double down = filter.at((i + 0.5 - (y + 0.5) * scaleY) / Math.max(1, scaleY));
            for (int j = 0; j < image.width(); j++) {
                double weight = down * filter.at((j + 0.5 - (x + 0.5) * scaleX) / Math.max(1, scaleX));
                weights += weight;
                sum += weight * (image.pixels()[(i * image.width() + j) * image.channels() + c] & 0xff);
            }
        }
        return sum / weights;
    }

    @ParameterizedTest
    @CsvSource({
        "BILINEAR, 3, 13, 17, 5, 4", "BILINEAR, 3, 5, 4, 13, 17", "BILINEAR, 1, 30, 7, 6, 9",
                "BICUBIC, 3, 13, 17, 5, 4",
        "BICUBIC, 3, 5, 4, 13, 17", "BICUBIC, 2, 1, 1, 3, 3", "BILINEAR, 3, 1, 1, 1, 2", "BILINEAR, 4, 97, 3, 1, 1",
        "BILINEAR, 3, 59, 50, 10, 11", "BILINEAR, 3, 90, 30, 10, 11"
    })
    void isTheMeanByItsDefinition(Filter filter, int channels, int height, int width, int outHeight, int outWidth) {
        Image source = noise(channels, height, width);
        ImageTransform transform = type.createForAnySize(
                options(
                        "size",
                        List.of(outHeight, outWidth),
                        "filter",
                        filter.name().toLowerCase()),
                channels);
        assertEquals(Optional.of(Shape.of(channels, outHeight, outWidth)), transform.outputShape());
        Image target = apply(transform, source);
        assertEquals(outHeight, target.height());
        assertEquals(outWidth, target.width());
        Transform planes = type.create(
                options(
                        "size",
                        List.of(outHeight, outWidth),
                        "filter",
                        filter.name().toLowerCase()),
                Shape.of(channels, height, width));
        float[] in = new float[channels * height * width];
        for (int i = 0; i < in.length; i++) {
            in[i % channels * height * width + i / channels] = (source.pixels()[i] & 0xff) / 255f;
        }
        float[] out = new float[channels * outHeight * outWidth];
        planes.apply(in, out, Philox.stream(0, 0, 0));
        for (int i = 0; i < target.size(); i++) {
            int c = i % channels;
            int x = i / channels % outWidth;
            int y = i / channels / outWidth;
            double expected = defined(source, filter, outHeight, outWidth, y, x, c);
            double clamped = Math.max(0, Math.min(255, expected));
            double beyondRounding = channels == 3 && filter == Filter.BILINEAR ? 0.4 : 1e-3;
            assertTrue(
                    Math.abs(clamped - (target.pixels()[i] & 0xff)) <= 0.5 + beyondRounding,
                    "seed " + SEED + ", value " + i + ": " + expected + ", got " + (target.pixels()[i] & 0xff));
            assertEquals(expected / 255, out[(c * outHeight + y) * outWidth + x], 1e-5, "seed " + SEED);
        }
    }

    @Test
    void leavesUniformColoursAsTheyAre() {
        for (int value : new int[] {0, 1, 127, 254, 255}) {
            Image source = image(3, 29, 37);
            Arrays.fill(source.pixels(), (byte) value);
            Image target = apply(type.createForAnySize(options("size", List.of(13, 31)), 3), source);
            for (int pixel : pixels(target)) {
                assertEquals(value, pixel);
            }
        }
    }

    @Test
    void halvesByAWideTriangle() {
        Image target = apply(type.createForAnySize(options("size", List.of(1, 2)), 1), image(1, 1, 4, 0, 80, 160, 240));
        assertArrayEquals(
                new int[] {57, 183}, pixels(target), "(3 * 0 + 3 * 80 + 160) / 7, (80 + 3 * 160 + 3 * 240) / 7");
    }

    @Test
    void keepsTheRatioOfTheSides() {
        ImageTransform transform = type.createForAnySize(options("size", 256), 3);
        assertEquals(Optional.empty(), transform.outputShape());
        assertEquals(
                "image of 341 x 256 pixels, 3 channels",
                apply(transform, noise(3, 375, 500)).toString());
        assertEquals(
                "image of 256 x 341 pixels, 3 channels",
                apply(transform, noise(3, 500, 375)).toString());
        assertEquals(
                "image of 256 x 256 pixels, 3 channels",
                apply(transform, noise(3, 9, 9)).toString());
        assertEquals(
                Shape.of(3, 256, 341),
                type.create(options("size", 256), Shape.of(3, 375, 500)).outputShape());
    }

    @Test
    void copiesAnImageOfThatSize() {
        Image source = noise(3, 6, 9);
        assertArrayEquals(pixels(source), pixels(apply(type.createForAnySize(options("size", 6), 3), source)));
    }

    @Test
    void threadsDoNotShareMemory() {
        ImageTransform transform = type.createForAnySize(options("size", List.of(20, 30)), 3);
        Image source = noise(3, 50, 70);
        int[] expected = pixels(apply(transform, source));
        List<int[]> all = java.util.stream.IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> pixels(apply(transform, source)))
                .toList();
        all.forEach(pixels -> assertTrue(Arrays.equals(expected, pixels)));
    }

    @Test
    void refusesWhatNoArrayHolds() {
        ConfigException refusal = assertThrows(
                ConfigException.class, () -> type.createForAnySize(options("size", List.of(65536, 65536)), 3));
        assertEquals(
                "resize: the image must have at most 2147483639 pixels, but size=[65536, 65536], channels=3. Choose a"
                        + " smaller size.",
                refusal.problems().get(0).message());
        assertEquals(
                "resize: the image must have at most 2147483639 pixels, but size=[30000] makes an image of 60000 x 1"
                        + " pixels, 3 channels to 1800000000 x 30000. Take the image away, or give both sides.",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> apply(type.createForAnySize(options("size", 30000), 3), image(3, 1, 60000)))
                        .getMessage());
    }
}
