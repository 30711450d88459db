package org.neocog.tensor;

/**
 * Counter-based random numbers: Philox4x32 with 10 rounds. A block of four 32-bit words is a pure function of a 64-bit key
 * and a 128-bit counter, so a number depends on <em>what it is for</em> (seed, step, site, index) and never on which
 * thread asked, or in which order.
 *
 * <p>Stateless methods are safe for all threads; a {@link Stream} belongs to one thread.
 *
 * <p>Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
public final class Philox {
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * Writes the four words of the block with counter {@code (low, high)} under {@code key} to {@code words[0..3]}.
     * Counter word 0 is the low half of {@code low}; key word 0 the low half of {@code key}.
     */
    public static void block(long key, long low, long high, int[] words) {
        int c0 = (int) low;
        int c1 = (int) (low >>> 32);
        int c2 = (int) high;
        int c3 = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = MULTIPLIER_0 * (c0 & 0xffffffffL);
            long p1 = MULTIPLIER_1 * (c2 & 0xffffffffL);
            int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            c0 = n0;
            c2 = n2;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[0] = c0;
        words[1] = c1;
        words[2] = c2;
        words[3] = c3;
    }

    /** The float in [0, 1) that stands for a word: its upper 24 bits times 2^-24; exact in float32. */
    public static float toUnitFloat(int word) {
        return (word >>> 8) * 0x1.0p-24f;
    }

    /**
     * A stream of numbers for one purpose. Two streams with different {@code (key, purpose, index)} are independent; the
     * same triple gives the same numbers on every machine.
     *
     * @param key the run's seed
     * @param purpose what the numbers are for: a constant of the caller, 32 bits, mixed with an epoch or step by the caller
     * @param index which one: the example, the parameter, ...
     */
    public static Stream stream(long key, long purpose, long index) {
        return new Stream(key, purpose, index);
    }

    /** Numbers in order from one counter. Not thread safe. */
    public static final class Stream {
        private long key;
        private long purpose;
        private long index;
        private final int[] words = new int[4];
        private long block;
        private int next = 4;

        private Stream(long key, long purpose, long index) {
            restart(key, purpose, index);
        }

        /** Makes this the stream of another triple, from its first number on; for loops that must not allocate. */
        public void restart(long key, long purpose, long index) {
            this.key = key;
            this.purpose = purpose;
            this.index = index;
            block = 0;
            next = 4;
        }

        /** The next 32 random bits. */
        public int nextInt() {
            if (next == 4) {
                block(key ^ Long.rotateLeft(purpose * 0x9E3779B97F4A7C15L, 31), block++, index, words);
                next = 0;
            }
            return words[next++];
        }

        /** Uniform in [0, {@code bound}), unbiased. */
        public int nextInt(int bound) {
            if (bound <= 0) {
                throw new IllegalArgumentException("philox: bound must be at least 1, but bound=" + bound + ".");
            }
            long threshold = (1L << 32) % bound;
            while (true) {
                long product = (nextInt() & 0xffffffffL) * bound;
                if ((product & 0xffffffffL) >= threshold) {
                    return (int) (product >>> 32);
                }
            }
        }

        /** Uniform in [0, 1) with 53 random bits. */
        public double nextDouble() {
            long high = nextInt() & 0x7ffffffL;
            long low = nextInt() & 0x3ffffffL;
            return ((high << 26) | low) * 0x1.0p-53;
        }

        /** Uniform in [{@code from}, {@code to}). */
        public double uniform(double from, double to) {
            return from + (to - from) * nextDouble();
        }

        /** Standard normal (Box-Muller, {@link StrictMath}, hence equal everywhere). */
        public double nextGaussian() {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
            return radius * StrictMath.cos(2 * Math.PI * nextDouble());
        }
    }
}
