package org.neocog.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementTypeTest {
    @Test
    void knowsBytesNamesAndKind() {
        assertEquals(
                List.of(
                        "float32 4 true",
                        "float64 8 true",
                        "bfloat16 2 true",
                        "uint8 1 false",
                        "int32 4 false",
                        "int64 8 false"),
                Arrays.stream(ElementType.values())
                        .map(t -> t + " " + t.bytes() + " " + t.isFloating())
                        .toList());
    }

    @Test
    void everyBfloat16SurvivesTheTripThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short expected = (short) bits;
            float value = ElementType.bfloat16ToFloat(expected);
            if (Float.isNaN(value)) {
                assertTrue(Float.isNaN(ElementType.bfloat16ToFloat(ElementType.floatToBfloat16(value))));
            } else {
                assertEquals(expected, ElementType.floatToBfloat16(value));
                assertEquals(expected, ElementType.doubleToBfloat16(value));
            }
        }
    }

    @Test
    void bfloat16RoundsToNearestTiesToEven() {
        assertEquals((short) 0x3f80, ElementType.floatToBfloat16(1f));
        assertEquals((short) 0x3f80, ElementType.floatToBfloat16(1 + 0x1.0p-8f), "a tie above an even one");
        assertEquals((short) 0x3f82, ElementType.floatToBfloat16(1 + 0x3.0p-8f), "a tie above an odd one");
        assertEquals((short) 0x3f81, ElementType.floatToBfloat16(Math.nextUp(1 + 0x1.0p-8f)));
        assertEquals((short) 0x3f81, ElementType.floatToBfloat16(Math.nextDown(1 + 0x3.0p-8f)));
        assertEquals((short) 0xbf80, ElementType.floatToBfloat16(-1 - 0x1.0p-8f));
        assertEquals((short) 0x7f80, ElementType.floatToBfloat16(Float.MAX_VALUE), "rounds up to infinity");
        assertEquals((short) 0x7f7f, ElementType.floatToBfloat16(0x1.fep127f), "the largest finite one");
        assertEquals((short) 0xff80, ElementType.floatToBfloat16(Float.NEGATIVE_INFINITY));
        assertEquals((short) 0x8000, ElementType.floatToBfloat16(-0f));
        assertEquals((short) 0x0000, ElementType.floatToBfloat16(Float.MIN_VALUE));
        assertTrue(Float.isNaN(
                ElementType.bfloat16ToFloat(ElementType.floatToBfloat16(Float.intBitsToFloat(0x7f800001)))));
    }

    @Test
    void bfloat16RoundsADoubleOnceAndNotTwice() {
        double tie = 1 + 0x1.0p-8;
        assertEquals(1.0, ElementType.BFLOAT16.round(tie));
        assertEquals(1 + 0x1.0p-7, ElementType.BFLOAT16.round(tie + 0x1.0p-40));
        assertEquals(-1 - 0x1.0p-7, ElementType.BFLOAT16.round(-tie - 0x1.0p-40));
        double upperTie = 1 + 0x3.0p-8;
        assertEquals(1 + 0x2.0p-7, ElementType.BFLOAT16.round(upperTie));
        assertEquals(1 + 0x1.0p-7, ElementType.BFLOAT16.round(upperTie - 0x1.0p-40));
        assertEquals(0x1.0p-133, ElementType.BFLOAT16.round(0x1.0p-134 + 0x1.0p-180), "subnormal");
        assertTrue(Double.isNaN(ElementType.BFLOAT16.round(Double.NaN)));
        assertEquals(Double.POSITIVE_INFINITY, ElementType.BFLOAT16.round(1e300));
    }

    @Test
    void roundsFloatsToTheirPrecision() {
        assertEquals(0.1, ElementType.FLOAT64.round(0.1));
        assertEquals((double) 0.1f, ElementType.FLOAT32.round(0.1));
        assertEquals(Double.NEGATIVE_INFINITY, ElementType.FLOAT32.round(-1e39));
    }

    @Test
    void integersTruncateSaturateAndTakeNanAsZero() {
        assertEquals(2, ElementType.UINT8.round(2.9));
        assertEquals(0, ElementType.UINT8.round(-0.9));
        assertEquals(0, ElementType.UINT8.round(-7));
        assertEquals(255, ElementType.UINT8.round(256));
        assertEquals(255, ElementType.UINT8.round(1e300));
        assertEquals(-2, ElementType.INT32.round(-2.9));
        assertEquals(Integer.MAX_VALUE, ElementType.INT32.round(3e9));
        assertEquals(Integer.MIN_VALUE, ElementType.INT32.round(Double.NEGATIVE_INFINITY));
        assertEquals(-9e15, ElementType.INT64.round(-9e15 - 0.2));
        assertEquals((double) Long.MAX_VALUE, ElementType.INT64.round(1e300));
        for (ElementType type : List.of(ElementType.UINT8, ElementType.INT32, ElementType.INT64)) {
            assertEquals(0, type.round(Double.NaN));
            assertFalse(type.isFloating());
        }
    }
}
