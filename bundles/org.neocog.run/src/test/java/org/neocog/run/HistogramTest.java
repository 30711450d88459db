package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void hasTheBucketsOfTensorBoard() {
        Histogram one = Histogram.of(1.5e-12);
        // 1e-12 1.1^4 = 1.4641e-12 and 1e-12 1.1^5 = 1.61051e-12 are the bounds on both sides
        assertEquals(3, one.limits().length, "nothing, the number, nothing");
        assertEquals(1.4641e-12, one.limits()[0], 1e-26);
        assertEquals(1.61051e-12, one.limits()[1], 1e-26);
        assertEquals(Double.MAX_VALUE, one.limits()[2]);
        assertArrayEquals(new double[] {0, 1, 0}, one.counts());
    }

    @Test
    void zeroAndBothSignsHaveBucketsOfTheirOwn() {
        Histogram some = Histogram.of(0, 0, 5e-13, -5e-13, -5e-13, -5e-13, 1e-12);
        assertArrayEquals(new double[] {-1e-12, 0, 1e-12, 1.1e-12, Double.MAX_VALUE}, some.limits(), 1e-27);
        assertArrayEquals(new double[] {0, 3, 3, 1, 0}, some.counts(), "a bound belongs to the bucket above it");
        assertEquals(-5e-13, some.least());
        assertEquals(1e-12, some.greatest());
    }

    @Test
    void whatIsBeyondAllBoundsIsInTheLastBuckets() {
        Histogram some = Histogram.of(1e300, -1e300, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY);
        assertEquals(3, some.count(), "what is not finite is left out");
        assertEquals(2, some.counts()[some.counts().length - 1]);
        assertEquals(1, some.counts()[1], "between the two lowest bounds");
        assertEquals(-Double.MAX_VALUE, some.limits()[0]);
    }

    @Test
    void nothingIsAHistogramToo() {
        Histogram none = Histogram.of();
        assertEquals(0, none.count());
        assertArrayEquals(new double[] {Double.MAX_VALUE}, none.limits());
        assertArrayEquals(new double[] {0}, none.counts());
        assertTrue(none.least() == 0 && none.greatest() == 0);
    }
}
