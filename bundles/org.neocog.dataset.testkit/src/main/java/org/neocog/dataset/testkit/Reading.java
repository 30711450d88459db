package org.neocog.dataset.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;

/** Reads examples of either kind of dataset. Memory that stays is an error when it is closed. */
abstract class Reading implements AutoCloseable {
    private static final long MEMORY = 1L << 30;

    static Reading of(Dataset dataset, String split) {
        return dataset instanceof AnySizeDataset anySize
                ? new AnySize(anySize, split)
                : new FixedSize((FixedSizeDataset) dataset, split);
    }

    abstract int channels();

    abstract Example read(long index) throws Exception;

    /** In one go, where the dataset has a way to. */
    abstract List<Example> readTogether(List<Long> indices) throws Exception;

    @Override
    public abstract void close();

    final void readAndClose(long index) throws Exception {
        try (this) {
            read(index);
        }
    }

    /** A batch with a row more than images have. */
    static void readIntoWrongShape(FixedSizeDataset dataset) {
        Shape shape = dataset.imageShape();
        try (BufferAllocator allocator = NeocogAllocators.root("dataset-contract", MEMORY);
                ImageBatch batch =
                        ImageBatch.allocate(allocator, dataset.element(), shape.with(1, shape.dim(1) + 1), 1)) {
            dataset.read(dataset.splits().get(0), new long[] {0}, 1, batch);
        }
    }

    private static final class FixedSize extends Reading {
        private final FixedSizeDataset dataset;
        private final String split;
        private final BufferAllocator allocator = NeocogAllocators.root("dataset-contract", MEMORY);

        FixedSize(FixedSizeDataset dataset, String split) {
            this.dataset = dataset;
            this.split = split;
        }

        @Override
        int channels() {
            return dataset.imageShape().intDim(0);
        }

        @Override
        Example read(long index) {
            return readTogether(List.of(index)).get(0);
        }

        @Override
        List<Example> readTogether(List<Long> indices) {
            Shape shape = dataset.imageShape();
            List<Example> examples = new ArrayList<>();
            try (ImageBatch batch = ImageBatch.allocate(allocator, dataset.element(), shape, indices.size())) {
                long[] wanted = indices.stream().mapToLong(Long::longValue).toArray();
                dataset.read(split, wanted, wanted.length, batch);
                if (batch.count() != wanted.length) {
                    throw new AssertionError("dataset: read must set the row count to " + wanted.length + ", but count="
                            + batch.count());
                }
                int[] sizes = {shape.intDim(0), shape.intDim(1), shape.intDim(2)};
                for (int row = 0; row < wanted.length; row++) {
                    byte[] pixels = new byte[shape.intSize() * dataset.element().bytes()];
                    batch.images().bytes().get(row * pixels.length, pixels);
                    examples.add(new Example(batch.label(row), sizes, pixels));
                }
            }
            return examples;
        }

        @Override
        public void close() {
            allocator.close();
        }
    }

    private static final class AnySize extends Reading {
        private final AnySizeDataset dataset;
        private final ExampleReader reader;
        private final Image image = new Image();

        AnySize(AnySizeDataset dataset, String split) {
            this.dataset = dataset;
            this.reader = dataset.reader(split);
        }

        @Override
        int channels() {
            return dataset.channels();
        }

        @Override
        Example read(long index) throws Exception {
            int label = reader.read(index, image);
            if (label != reader.label(index)) {
                throw new AssertionError("dataset: example " + index + " must have one label, but it has " + label
                        + " and " + reader.label(index));
            }
            int[] sizes = {image.channels(), image.height(), image.width()};
            return new Example(label, sizes, Arrays.copyOf(image.pixels(), image.size()));
        }

        @Override
        List<Example> readTogether(List<Long> indices) throws Exception {
            List<Example> examples = new ArrayList<>();
            for (long index : indices) {
                examples.add(read(index));
            }
            return examples;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
