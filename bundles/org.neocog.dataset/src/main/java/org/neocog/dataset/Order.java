package org.neocog.dataset;

import org.neocog.tensor.Philox;

/**
 * The order of examples in one epoch: 0, 1, 2, ..., or a permutation that is a function of (seed, epoch) alone. The permutation is
 * Fisher-Yates over {@link Philox#stream}, from the identity in every epoch.
 */
final class Order {
    /** What the random numbers of the permutation are for: "SHUF". */
    private static final long SHUFFLE = 0x53485546L << 32;

    private final long seed;
    private final int[] permutation;

    /** @throws IllegalArgumentException if there are more than 2^31-9 examples to shuffle */
    Order(long size, boolean shuffle, long seed) {
        if (shuffle && size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("loader: at most " + (Integer.MAX_VALUE - 8)
                    + " examples can be shuffled, but examples=" + size + ". Set limit, or shuffle to false.");
        }
        this.seed = seed;
        this.permutation = new int[shuffle ? (int) size : 0];
    }

    /** Makes this the order of {@code epoch}. */
    void start(int epoch) {
        Philox.Stream random = Philox.stream(seed, SHUFFLE | epoch, 0);
        for (int i = 0; i < permutation.length; i++) {
            permutation[i] = i;
        }
        for (int i = permutation.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = permutation[i];
            permutation[i] = permutation[j];
            permutation[j] = swapped;
        }
    }

    /** Index of the example that comes at {@code position}. */
    long at(long position) {
        return permutation.length == 0 ? position : permutation[(int) position];
    }
}
