package org.neocog.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Shape IMAGES = Shape.of(64, 3, 28, 30);

    @Test
    void knowsItsSizes() {
        assertEquals(4, IMAGES.rank());
        assertEquals(64, IMAGES.dim(0));
        assertEquals(30, IMAGES.dim(-1));
        assertEquals(28, IMAGES.intDim(-2));
        assertEquals(64L * 3 * 28 * 30, IMAGES.size());
        assertEquals(161_280, IMAGES.intSize());
        assertArrayEquals(new long[] {64, 3, 28, 30}, IMAGES.dims());
        assertEquals("[64, 3, 28, 30]", IMAGES.toString());
    }

    @Test
    void stridesAreRowMajor() {
        assertArrayEquals(new long[] {2520, 840, 30, 1}, IMAGES.strides());
        assertArrayEquals(new long[] {}, Shape.scalar().strides());
    }

    @Test
    void aScalarHasOneElement() {
        assertSame(Shape.scalar(), Shape.of());
        assertEquals(1, Shape.scalar().size());
        assertEquals(0, Shape.scalar().rank());
        assertEquals("[]", Shape.scalar().toString());
    }

    @Test
    void aSizeOfZeroGivesNoElements() {
        assertEquals(0, Shape.of(0, 3).size());
        assertEquals(0, Shape.of(1L << 62, 4, 0).size());
        assertEquals(0, Shape.of(0, 1L << 62, 4).size());
    }

    @Test
    void changesAreCopies() {
        assertEquals(Shape.of(7, 3, 28, 30), IMAGES.with(0, 7));
        assertEquals(Shape.of(64, 3, 28, 1), IMAGES.with(-1, 1));
        assertEquals(Shape.of(3, 28), IMAGES.range(1, 3));
        assertEquals(Shape.of(2, 64, 3, 28, 30), Shape.of(2).concat(IMAGES));
        assertEquals(Shape.of(64, 3, 28, 30), IMAGES);
        long[] dims = IMAGES.dims();
        dims[0] = 1;
        assertEquals(64, IMAGES.dim(0));
        long[] given = {1, 2};
        Shape shape = Shape.of(given);
        given[0] = 9;
        assertEquals(1, shape.dim(0));
    }

    @Test
    void equalityIsBySizes() {
        assertEquals(Shape.of(64, 3, 28, 30), IMAGES);
        assertEquals(Shape.of(64, 3, 28, 30).hashCode(), IMAGES.hashCode());
        assertNotEquals(Shape.of(1, 2), Shape.of(2, 1));
        assertNotEquals(Shape.of(1), Shape.of(1, 1));
    }

    @Test
    void refusesANegativeSize() {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
        assertEquals(
                "shape: every size must be at least 0, but dims=[2, -1]. Check the sizes it was computed from.",
                refusal.getMessage());
    }

    @Test
    void refusesMoreElementsThanALongCounts() {
        assertEquals(Long.MAX_VALUE, Shape.of(Long.MAX_VALUE).size());
        for (long[] dims : new long[][] {{1L << 62, 2}, {1L << 32, 1L << 32}, {1L << 62, 4}, {Long.MAX_VALUE, 3, 5}}) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Shape.of(dims));
            assertEquals(
                    "shape: there must be at most 2^63-1 elements, but dims=" + java.util.Arrays.toString(dims)
                            + ". Check the sizes it was computed from.",
                    refusal.getMessage());
        }
    }

    @Test
    void refusesToSqueezeALongIntoAnInt() {
        assertThrows(ArithmeticException.class, () -> Shape.of(1L << 31).intDim(0));
        assertThrows(
                ArithmeticException.class, () -> Shape.of(1L << 16, 1L << 16).intSize());
    }
}
