package org.neocog.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhiloxTest {
    /** Random123 1.14, tests/kat_vectors, "philox4x32 10". */
    @Test
    void givesThePublishedKnownAnswers() {
        assertBlock(0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertBlock(-1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertBlock(
                0x299f31d0a4093822L,
                0x85a308d3243f6a88L,
                0x0370734413198a2eL,
                0xd16cfe09,
                0x94fdcceb,
                0x5001e420,
                0x24126ea1);
    }

    private static void assertBlock(long key, long low, long high, int... expected) {
        int[] words = new int[4];
        Philox.block(key, low, high, words);
        assertArrayEquals(expected, words);
    }

    @Test
    void aUnitFloatIsTheUpper24Bits() {
        assertEquals(0f, Philox.toUnitFloat(0));
        assertEquals(0f, Philox.toUnitFloat(255));
        assertEquals(0x1.0p-24f, Philox.toUnitFloat(256));
        assertEquals(0.5f, Philox.toUnitFloat(0x80000000));
        assertEquals(1 - 0x1.0p-24f, Philox.toUnitFloat(-1));
    }

    @Test
    void aStreamIsTheBlocksOfItsCounter() {
        Philox.Stream stream = Philox.stream(7, 0, 9);
        int[] words = new int[4];
        for (int block = 0; block < 3; block++) {
            Philox.block(7, block, 9, words);
            for (int word : words) {
                assertEquals(word, stream.nextInt());
            }
        }
    }

    @Test
    void equalTriplesGiveEqualStreamsAndOthersDiffer() {
        long[][] triples = {{1, 2, 3}, {2, 2, 3}, {1, 3, 3}, {1, 2, 4}, {1, 0, 3}, {0, 2, 3}, {1, 2L << 32, 3}};
        Set<Long> starts = new HashSet<>();
        for (long[] t : triples) {
            long start = start(Philox.stream(t[0], t[1], t[2]));
            assertEquals(start, start(Philox.stream(t[0], t[1], t[2])));
            starts.add(start);
        }
        assertEquals(triples.length, starts.size());
    }

    @Test
    void aRestartedStreamIsANewOne() {
        Philox.Stream stream = Philox.stream(1, 2, 3);
        stream.nextInt();
        stream.restart(4, 5, 6);
        assertEquals(start(Philox.stream(4, 5, 6)), start(stream));
    }

    private static long start(Philox.Stream stream) {
        return ((long) stream.nextInt() << 32) ^ (stream.nextInt() & 0xffffffffL);
    }

    @Test
    void boundedIntegersAreUniform() {
        Philox.Stream stream = Philox.stream(42, 1, 0);
        int bound = 7;
        int draws = 70_000;
        int[] counts = new int[bound];
        for (int i = 0; i < draws; i++) {
            counts[stream.nextInt(bound)]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - 10_000.0) * (count - 10_000.0) / 10_000.0;
        }
        // 6 degrees of freedom: 22.46 is passed once in a thousand seeds; this seed is fixed.
        assertTrue(chiSquare < 22.46, "chi-square " + chiSquare);
    }

    @Test
    void boundedIntegersStayInRangeAtTheLargestBoundAndAreUnbiasedThere() {
        Philox.Stream stream = Philox.stream(42, 1, 1);
        int bound = 3 << 29; // the plain remainder would give the lower 2/3 of the range twice as often
        int low = 0;
        for (int i = 0; i < 30_000; i++) {
            int value = stream.nextInt(bound);
            assertTrue(value >= 0 && value < bound);
            low += value < bound / 3 ? 1 : 0;
        }
        assertEquals(10_000, low, 400);
        assertEquals(0, stream.nextInt(1));
    }

    @Test
    void refusesABoundBelowOne() {
        Philox.Stream stream = Philox.stream(1, 1, 1);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> stream.nextInt(0));
        assertEquals("philox: bound must be at least 1, but bound=0.", refusal.getMessage());
    }

    @Test
    void doublesFillTheUnitIntervalEvenly() {
        Philox.Stream stream = Philox.stream(3, 1, 4);
        int n = 100_000;
        int[] tenths = new int[10];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double value = stream.nextDouble();
            assertTrue(value >= 0 && value < 1);
            tenths[(int) (value * 10)]++;
            sum += value;
        }
        assertEquals(0.5, sum / n, 0.003);
        for (int count : tenths) {
            assertEquals(n / 10.0, count, 400);
        }
    }

    @Test
    void uniformKeepsToItsRange() {
        Philox.Stream stream = Philox.stream(3, 1, 5);
        for (int i = 0; i < 1000; i++) {
            double value = stream.uniform(-3, -1);
            assertTrue(value >= -3 && value < -1);
        }
    }

    @Test
    void gaussiansHaveTheMomentsOfTheStandardNormal() {
        Philox.Stream stream = Philox.stream(3, 1, 6);
        int n = 100_000;
        double sum = 0;
        double squares = 0;
        int withinOne = 0;
        for (int i = 0; i < n; i++) {
            double value = stream.nextGaussian();
            assertTrue(Double.isFinite(value));
            sum += value;
            squares += value * value;
            withinOne += Math.abs(value) < 1 ? 1 : 0;
        }
        assertEquals(0, sum / n, 0.012);
        assertEquals(1, squares / n, 0.02);
        assertEquals(0.6827, (double) withinOne / n, 0.006);
    }

    @Test
    void neighbouringStreamsDoNotCorrelate() {
        double sum = 0;
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            sum += (Philox.stream(1, 2, i).nextDouble() - 0.5)
                    * (Philox.stream(1, 2, i + 1).nextDouble() - 0.5);
        }
        assertEquals(0, sum / n * 12, 0.03);
        assertNotEquals(start(Philox.stream(1, 2, 0)), start(Philox.stream(1, 2, 1)));
    }
}
