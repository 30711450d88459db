package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.tensor.ElementType;

class Int64Test {
    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                (1L << 53) + 1,
                -(1L << 53) - 1,
                0x7ff0_0000_0000_0001L,
                0xfff8_0000_0000_0123L,
                Long.MIN_VALUE,
                Long.MAX_VALUE
            })
    void holdsEveryBit(long value) {
        assertEquals(value, Int64.decode(Int64.encode(value)));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                16777217,
                33554435,
                (1L << 62) + (1L << 38) + 1,
                -(1L << 62) - (1L << 38) - 1,
                (1L << 62) + (1L << 38),
                Long.MIN_VALUE,
                Long.MAX_VALUE
            })
    void roundsOnceToFloat32(long value) {
        assertEquals((float) value, (float) Int64.toDouble(value, ElementType.FLOAT32));
    }

    @Test
    void roundsToNearestInFloat64() {
        assertEquals(0x1p53, Int64.toDouble((1L << 53) + 1, ElementType.FLOAT64));
    }
}
