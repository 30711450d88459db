package org.neocog.dataset.digits;

import java.util.stream.IntStream;
import org.neocog.dataset.support.IdxArray;
import org.neocog.tensor.Philox;

/**
 * Makes the images and labels of a split. Example {@code i} is a function of (seed, split, i) alone: a longer split begins with the
 * shorter one, and any number of threads gives the same bytes. Each ten examples from a multiple of ten on hold every digit once.
 */
final class DigitsGenerator {
    /** Part of the cache's key: goes up with every change that gives other bytes. */
    static final int VERSION = 1;

    /** What the random numbers are for: "DIGI". */
    private static final long PURPOSE = 0x44494749L << 32;

    private static final int CHUNK = 100;

    private final long seed;

    DigitsGenerator(long seed) {
        this.seed = seed;
    }

    /** A split's files. */
    record Examples(IdxArray images, IdxArray labels) {}

    /**
     * Makes the first {@code count} examples of a split, on all processors.
     *
     * @param split 0 for train, 1 for test
     */
    Examples generate(int split, int count) {
        byte[] labels = labels(split, count);
        int size = DigitPen.SIDE * DigitPen.SIDE;
        byte[] images = new byte[count * size];
        IntStream.range(0, (count + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            DigitPen pen = new DigitPen();
            for (int i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) {
                pen.write(labels[i], Philox.stream(seed, PURPOSE | 2L * split, i), images, i * size);
            }
        });
        return new Examples(
                new IdxArray(new int[] {count, DigitPen.SIDE, DigitPen.SIDE}, images),
                new IdxArray(new int[] {count}, labels));
    }

    private byte[] labels(int split, int count) {
        byte[] labels = new byte[count];
        byte[] ten = new byte[10];
        for (int block = 0; block * 10L < count; block++) {
            Philox.Stream random = Philox.stream(seed, PURPOSE | 2L * split | 1, block);
            for (int i = 0; i < 10; i++) {
                int j = random.nextInt(i + 1);
                ten[i] = ten[j];
                ten[j] = (byte) i;
            }
            for (int i = 0; i < 10 && block * 10 + i < count; i++) {
                labels[block * 10 + i] = ten[i];
            }
        }
        return labels;
    }
}
