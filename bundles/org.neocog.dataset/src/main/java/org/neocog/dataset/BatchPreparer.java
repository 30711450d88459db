package org.neocog.dataset;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.Philox;

/** What one worker needs to turn examples into rows of a batch: gets them chunk by chunk, applies the transforms. */
final class BatchPreparer implements AutoCloseable {
    /** Small enough to stay in the cache and to stop soon, large enough for the dataset to read in one go. */
    private static final int CHUNK = 32;

    private final List<Transform> transforms;
    private final int firstPosition;
    private final long seed;
    private final Examples examples;
    private final long[] indices;
    private final float[][] stages;
    private final Philox.Stream random = Philox.stream(0, 0, 0);

    BatchPreparer(Pipeline pipeline, long seed, int batchSize, CorruptExamples corrupt, BufferAllocator allocator) {
        this.transforms = pipeline.transforms();
        this.firstPosition = pipeline.imageTransforms().size();
        this.seed = seed;
        int chunk = pipeline.dataset() instanceof AnySizeDataset ? 1 : Math.min(CHUNK, batchSize);
        indices = new long[chunk];
        stages = new float[transforms.size() + 1][];
        stages[0] = new float[pipeline.firstShape().intSize()];
        for (int i = 0; i < transforms.size(); i++) {
            stages[i + 1] = new float[transforms.get(i).outputShape().intSize()];
        }
        examples = pipeline.dataset() instanceof AnySizeDataset anySize
                ? new AnySizeExamples(anySize, pipeline, seed, corrupt)
                : new FixedSizeExamples((FixedSizeDataset) pipeline.dataset(), pipeline.split(), chunk, allocator);
    }

    /**
     * Fills {@code target} with the examples at positions {@code first} to {@code first + count - 1} of the order, unless told to stop.
     */
    void prepare(int epoch, Order order, long first, int count, ImageBatch target, BooleanSupplier stop) {
        for (int done = 0; done < count && !stop.getAsBoolean(); ) {
            int chunk = Math.min(indices.length, count - done);
            for (int i = 0; i < chunk; i++) {
                indices[i] = order.at(first + done + i);
            }
            examples.load(indices, chunk);
            for (int i = 0; i < chunk; i++) {
                int label = examples.get(epoch, i, stages[0]);
                transform(epoch, indices[i]);
                target.setPixels(done + i, stages[stages.length - 1]);
                target.setLabel(done + i, label);
            }
            done += chunk;
        }
        target.setCount(count);
    }

    private void transform(int epoch, long index) {
        for (int t = 0; t < stages.length - 1; t++) {
            random.restart(seed, (Examples.AUGMENT + firstPosition + t) << 32 | epoch, index);
            transforms.get(t).apply(stages[t], stages[t + 1], random);
        }
    }

    @Override
    public void close() {
        examples.close();
    }
}
