package org.neocog.dataset.imagenet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Paths of image files and their labels, packed: a million of them take little more than their letters. Filled once, then read by any thread. */
final class ImageFiles {
    private byte[] letters = new byte[1 << 12];
    private int[] ends = new int[1 << 8];
    private int[] labels = new int[1 << 8];
    private int size;

    /** @param path relative, with slashes */
    void add(String path, int label) {
        byte[] added = path.getBytes(StandardCharsets.UTF_8);
        int from = size == 0 ? 0 : ends[size - 1];
        if (from > Integer.MAX_VALUE - 8 - added.length) {
            throw new IllegalArgumentException(
                    "images: the paths of a split must have at most " + (Integer.MAX_VALUE - 8) + " bytes, but files="
                            + size + " have more. Shorten the names of folders.");
        }
        if (from + added.length > letters.length) {
            letters = Arrays.copyOf(letters, (int)
                    Math.min(Integer.MAX_VALUE - 8, Math.max(from + (long) added.length, 2L * from)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            labels = Arrays.copyOf(labels, 2 * size);
        }
        System.arraycopy(added, 0, letters, from, added.length);
        ends[size] = from + added.length;
        labels[size++] = label;
    }

    int size() {
        return size;
    }

    /** Relative, with slashes. */
    String path(int index) {
        int from = index == 0 ? 0 : ends[index - 1];
        return new String(letters, from, ends[index] - from, StandardCharsets.UTF_8);
    }

    int label(int index) {
        return labels[index];
    }
}
