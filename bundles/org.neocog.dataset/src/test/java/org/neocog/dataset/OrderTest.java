package org.neocog.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static long[] order(long size, boolean shuffle, long seed, int epoch) {
        Order order = new Order(size, shuffle, seed);
        order.start(epoch);
        return LongStream.range(0, size).map(order::at).toArray();
    }

    @Test
    void withoutShufflingItIsTheDatasets() {
        assertArrayEquals(new long[] {0, 1, 2, 3, 4}, order(5, false, 1, 3));
        assertEquals(3_000_000_000L, new Order(1L << 40, false, 1).at(3_000_000_000L));
    }

    @Test
    void shufflingTakesEachExampleOnce() {
        long[] order = order(1000, true, 1, 0);
        assertFalse(Arrays.equals(order, order(1000, false, 1, 0)));
        assertArrayEquals(
                LongStream.range(0, 1000).toArray(),
                Arrays.stream(order).sorted().toArray());
    }

    @Test
    void isAFunctionOfSeedAndEpochAlone() {
        Order reused = new Order(100, true, 5);
        reused.start(7);
        reused.start(2);
        assertArrayEquals(
                order(100, true, 5, 2), LongStream.range(0, 100).map(reused::at).toArray());
        assertFalse(Arrays.equals(order(100, true, 5, 2), order(100, true, 5, 3)));
        assertFalse(Arrays.equals(order(100, true, 5, 2), order(100, true, 6, 2)));
    }

    /** Fixed for good: a resumed run must see the order that it started with, on every machine and in every later version. */
    @Test
    void neverChanges() {
        assertArrayEquals(new long[] {9, 4, 2, 5, 1, 6, 8, 3, 0, 7}, order(10, true, 1, 0));
    }

    @Test
    void everyPlaceIsEquallyLikely() {
        int[] counts = new int[5];
        for (int epoch = 0; epoch < 5000; epoch++) {
            counts[(int) order(5, true, 9, epoch)[0]]++;
        }
        for (int count : counts) {
            assertEquals(1000, count, 120);
        }
    }

    @Test
    void smallestSizesWork() {
        assertArrayEquals(new long[] {}, order(0, true, 1, 0));
        assertArrayEquals(new long[] {0}, order(1, true, 1, 0));
    }

    @Test
    void refusesToShuffleMoreThanAnArrayHolds() {
        assertEquals(
                "loader: at most 2147483639 examples can be shuffled, but examples=2147483640. Set limit, or shuffle to false.",
                assertThrows(IllegalArgumentException.class, () -> new Order(2147483640L, true, 1))
                        .getMessage());
    }
}
