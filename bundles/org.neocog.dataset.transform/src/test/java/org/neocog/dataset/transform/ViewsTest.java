package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.neocog.dataset.transform.ResizeTest.image;
import static org.neocog.dataset.transform.ResizeTest.pixels;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.TransformType;
import org.neocog.dataset.ViewsImageTransform;
import org.neocog.dataset.ViewsTransform;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class ViewsTest {
    private final Image target = new Image();

    private static ViewsImageTransform views(TransformType type, int channels, Object... options) {
        return (ViewsImageTransform) type.createForAnySize(Options.of(type.schema(), options), channels);
    }

    private int[] view(ViewsImageTransform views, Image source, int view) {
        views.apply(source, target, view);
        return pixels(target);
    }

    private static Image noise(int channels, int height, int width) {
        Image image = image(channels, height, width);
        new Random(1).nextBytes(image.pixels());
        return image;
    }

    /** What resize and a window of it give. */
    private static int[] resizedWindow(Image source, int shorter, int top, int left, int size, boolean mirrored) {
        Image all = new Image();
        ResizeTransformType resize = new ResizeTransformType();
        ImageTransform transform = resize.createForAnySize(Options.of(resize.schema(), "size", shorter), 3);
        transform.apply(source, all, Philox.stream(0, 0, 0));
        int[] window = new int[size * size * 3];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                for (int c = 0; c < 3; c++) {
                    int from = mirrored ? size - 1 - x : x;
                    window[(y * size + x) * 3 + c] =
                            all.pixels()[((top + y) * all.width() + left + from) * 3 + c] & 0xff;
                }
            }
        }
        return window;
    }

    @Test
    void tenCropTakesCornersMiddleAndTheirMirrorImages() {
        Image source = image(1, 3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        ViewsImageTransform ten = views(new TenCropTransformType(), 1, "size", 2);
        assertEquals(10, ten.views());
        assertEquals(Shape.of(1, 2, 2), ten.outputShape().orElseThrow());
        assertArrayEquals(new int[] {0, 1, 4, 5}, view(ten, source, 0));
        assertArrayEquals(new int[] {2, 3, 6, 7}, view(ten, source, 1));
        assertArrayEquals(new int[] {4, 5, 8, 9}, view(ten, source, 2));
        assertArrayEquals(new int[] {6, 7, 10, 11}, view(ten, source, 3));
        assertArrayEquals(new int[] {1, 2, 5, 6}, view(ten, source, 4));
        assertArrayEquals(new int[] {1, 0, 5, 4}, view(ten, source, 5));
        assertArrayEquals(new int[] {2, 1, 6, 5}, view(ten, source, 9));
        assertEquals(
                5,
                views(new TenCropTransformType(), 1, "size", 2, "mirrored", false)
                        .views());
    }

    @Test
    void tenCropDoesTheSameToImagesOfOneShape() {
        TenCropTransformType type = new TenCropTransformType();
        Options options = Options.of(type.schema(), "size", List.of(2, 3));
        ViewsTransform ofOne = (ViewsTransform) type.create(options, Shape.of(2, 4, 5));
        ViewsImageTransform ofAny = (ViewsImageTransform) type.createForAnySize(options, 2);
        Image source = noise(2, 4, 5);
        float[] planes = new float[40];
        for (int i = 0; i < 20; i++) {
            planes[i] = source.pixels()[2 * i];
            planes[20 + i] = source.pixels()[2 * i + 1];
        }
        float[] result = new float[12];
        for (int view = 0; view < 10; view++) {
            ofOne.apply(planes, result, view);
            ofAny.apply(source, target, view);
            for (int i = 0; i < 6; i++) {
                assertEquals(target.pixels()[2 * i], result[i]);
                assertEquals(target.pixels()[2 * i + 1], result[6 + i]);
            }
        }
    }

    @Test
    void tenCropRefusesSmallerImages() {
        ViewsImageTransform ten = views(new TenCropTransformType(), 1, "size", 5);
        Image small = noise(1, 4, 9);
        String problem = assertThrows(IllegalArgumentException.class, () -> ten.apply(small, target, 0))
                .getMessage();
        assertTrue(
                problem.contains("size=[5, 5], an image of 9 x 4 pixels") && problem.contains("{resize: 5}"), problem);
        TenCropTransformType type = new TenCropTransformType();
        assertThrows(ConfigException.class, () -> type.create(Options.of(type.schema(), "size", 5), Shape.of(1, 4, 9)));
    }

    @Test
    void multiCropTakesThe144OfThePaper() {
        Image source = noise(3, 40, 57);
        ViewsImageTransform multi =
                views(new MultiCropTransformType(), 3, "size", 22, "scales", List.of(25, 28, 32, 35));
        assertEquals(144, multi.views());
        // scale 28 of the shorter side: 39 wide; its square in the middle begins at column 6 (5.5), its lower left
        // window at row 6
        assertArrayEquals(resizedWindow(source, 28, 6, 6, 22, false), view(multi, source, 18 + 6 + 2));
        assertArrayEquals(resizedWindow(source, 28, 6, 6, 22, true), view(multi, source, 72 + 18 + 6 + 2));
        // the right one of scale 35, 49 wide: its window in the middle
        assertArrayEquals(resizedWindow(source, 35, 6, 14 + 6, 22, false), view(multi, source, 3 * 18 + 12 + 4));
        Set<List<Integer>> distinct = new HashSet<>();
        for (int view = 0; view < 144; view++) {
            distinct.add(
                    java.util.Arrays.stream(view(multi, source, view)).boxed().toList());
        }
        // resized squares are the same at each scale: 3, mirrored, count once in place of four times; at scale 28 the
        // right corners of the
        // first square are the left ones of the second
        assertEquals(144 - 3 * 6 - 2 * 2, distinct.size());
    }

    @Test
    void multiCropRefusesScalesBelowTheWindow() {
        MultiCropTransformType type = new MultiCropTransformType();
        String problem = assertThrows(
                        ConfigException.class, () -> Options.of(type.schema(), "size", 30, "scales", List.of(40, 29)))
                .getMessage();
        assertTrue(problem.contains("size must be at most the smallest of scales"), problem);
    }

    @Test
    void denseCoversTheImage() {
        Image source = noise(3, 60, 38);
        ViewsImageTransform dense = views(new DenseTransformType(), 3, "size", 19);
        assertEquals(4, dense.views());
        assertArrayEquals(resizedWindow(source, 19, 0, 0, 19, false), view(dense, source, 0));
        assertArrayEquals(resizedWindow(source, 19, 30 - 19, 0, 19, false), view(dense, source, 1));
        assertArrayEquals(resizedWindow(source, 19, 30 - 19, 0, 19, true), view(dense, source, 3));
        ViewsImageTransform one = views(new DenseTransformType(), 3, "size", 19, "squares", 1, "mirrored", false);
        assertEquals(1, one.views());
        assertArrayEquals(resizedWindow(source, 19, 6, 0, 19, false), view(one, source, 0));
    }
}
