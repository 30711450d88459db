package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.neocog.config.Options;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Transform;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class CenterCropTest {
    private final CenterCropTransformType type = new CenterCropTransformType();

    private int[] anySize(Object size, Image source) {
        ImageTransform transform = type.createForAnySize(Options.of(type.schema(), "size", size), source.channels());
        Image target = ResizeTest.image(1, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
        transform.apply(source, target, Philox.stream(0, 0, 0));
        assertEquals(
                Optional.of(Shape.of(target.channels(), target.height(), target.width())), transform.outputShape());
        return ResizeTest.pixels(target);
    }

    private float[] fixed(Object size, Shape shape, float... source) {
        Transform transform = type.create(Options.of(type.schema(), "size", size), shape);
        float[] target = new float[transform.outputShape().intSize()];
        Arrays.fill(target, Float.NaN);
        transform.apply(source, target, Philox.stream(0, 0, 0));
        return target;
    }

    @Test
    void takesTheMiddle() {
        int[] source = {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23};
        assertArrayEquals(new int[] {11, 12}, anySize(List.of(1, 2), ResizeTest.image(1, 3, 4, source)));
        float[] floats = {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23};
        assertArrayEquals(new float[] {11, 12}, fixed(List.of(1, 2), Shape.of(1, 3, 4), floats));
        assertArrayEquals(
                new int[] {4, 5, 6}, anySize(1, ResizeTest.image(3, 1, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9)), "colours");
    }

    @Test
    void roundsHalvesToEven() {
        assertEquals(0, CenterCropTransformType.offset(5, 4));
        assertEquals(2, CenterCropTransformType.offset(7, 4));
        assertEquals(2, CenterCropTransformType.offset(9, 4));
        assertEquals(16, CenterCropTransformType.offset(256, 224));
        assertEquals(0, CenterCropTransformType.offset(4, 5));
        assertEquals(-1, CenterCropTransformType.offset(4, 7));
    }

    @Test
    void putsBlackBesideSmallImages() {
        assertArrayEquals(
                new int[] {0, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0, 0},
                anySize(List.of(3, 4), ResizeTest.image(1, 1, 2, 7, 8)));
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0, 0}, fixed(List.of(3, 4), Shape.of(1, 1, 2), 7, 8));
        assertArrayEquals(
                new int[] {0, 2, 0}, anySize(List.of(3, 1), ResizeTest.image(1, 1, 3, 1, 2, 3)), "cut and padded");
    }
}
