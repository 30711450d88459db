package org.neocog.dataset.imagenet;

import java.util.concurrent.atomic.AtomicLongArray;

/** Which files of a split have been decoded whole since the dataset was opened. For all threads. */
final class WholeFiles {
    private final AtomicLongArray words;

    WholeFiles(int size) {
        words = new AtomicLongArray((size + 63) / 64);
    }

    boolean contains(int file) {
        return (words.getOpaque(file / 64) & 1L << file) != 0;
    }

    void add(int file) {
        words.accumulateAndGet(file / 64, 1L << file, (a, b) -> a | b);
    }
}
