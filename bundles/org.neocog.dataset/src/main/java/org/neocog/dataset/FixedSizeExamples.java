package org.neocog.dataset;

import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.ElementType;

/** Reads chunks of images of one shape in one go. */
final class FixedSizeExamples implements Examples {
    private final FixedSizeDataset dataset;
    private final String split;
    private final ImageBatch raw;

    FixedSizeExamples(FixedSizeDataset dataset, String split, int chunk, BufferAllocator allocator) {
        this.dataset = dataset;
        this.split = split;
        this.raw = ImageBatch.allocate(allocator, dataset.element(), dataset.imageShape(), chunk);
    }

    @Override
    public void load(long[] indices, int count) {
        dataset.read(split, indices, count, raw);
        if (raw.count() != count) {
            throw new IllegalStateException("dataset: read must set the row count to what was asked, but asked=" + count
                    + ", count=" + raw.count() + ". Correct the dataset's read.");
        }
    }

    @Override
    public int get(int epoch, int i, int view, Stages target) {
        if (raw.element() == ElementType.UINT8) {
            raw.getPixels(i, target.bytes());
        } else {
            raw.getPixels(i, target.floats());
        }
        return raw.label(i);
    }

    @Override
    public void close() {
        raw.close();
    }
}
