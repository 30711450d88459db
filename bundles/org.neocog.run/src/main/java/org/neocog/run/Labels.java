package org.neocog.run;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;

/** Reads the labels of a dataset; of images of one size these come with their images. */
final class Labels {
    private static final int BLOCK = 512;

    private Labels() {}

    /** The labels of the first {@code size} examples of a split, in the order of the dataset. */
    static int[] of(Dataset all, String split, int size) {
        int[] labels = new int[size];
        if (all instanceof AnySizeDataset anySize) {
            try (ExampleReader reader = anySize.reader(split)) {
                for (int i = 0; i < size; i++) {
                    labels[i] = reader.label(i);
                }
            }
            return labels;
        }
        FixedSizeDataset fixed = (FixedSizeDataset) all;
        try (BufferAllocator allocator = NeocogAllocators.root("labels of " + split, Long.MAX_VALUE);
                ImageBatch batch = ImageBatch.allocate(allocator, fixed.element(), fixed.imageShape(), BLOCK)) {
            long[] indices = new long[BLOCK];
            for (int start = 0; start < size; start += BLOCK) {
                int count = Math.min(BLOCK, size - start);
                for (int i = 0; i < count; i++) {
                    indices[i] = start + i;
                }
                fixed.read(split, indices, count, batch);
                for (int row = 0; row < count; row++) {
                    labels[start + row] = batch.label(row);
                }
            }
        }
        return labels;
    }
}
