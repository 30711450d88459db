package org.neocog.dataset;

import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** What one worker needs to turn examples into rows of a batch: gets them chunk by chunk, applies the transforms. */
final class BatchPreparer implements AutoCloseable {
    /** Small enough to stay in the cache and to stop soon, large enough for the dataset to read in one go. */
    private static final int CHUNK = 32;

    private final Examples examples;
    private final long[] indices;
    private final Stages stages;
    private final int views;
    private final @Nullable Mixer mixer;

    BatchPreparer(Pipeline pipeline, long seed, int batchSize, CorruptExamples corrupt, BufferAllocator allocator) {
        int chunk = pipeline.dataset() instanceof AnySizeDataset ? 1 : Math.min(CHUNK, batchSize);
        indices = new long[chunk];
        stages = new Stages(
                pipeline.firstShape(), pipeline.firstElement(), pipeline.transforms(), pipeline.firstPosition(), seed);
        views = pipeline.views();
        mixer = pipeline.mixes() ? new Mixer(pipeline, stages) : null;
        examples = pipeline.dataset() instanceof AnySizeDataset anySize
                ? new AnySizeExamples(anySize, pipeline, seed, corrupt)
                : new FixedSizeExamples((FixedSizeDataset) pipeline.dataset(), pipeline.split(), chunk, allocator);
    }

    /**
     * Fills {@code target} with rows {@code first} to {@code first + count - 1} of an epoch, unless told to stop: the views of the first
     * example of the order, then those of the second, and so on. What mixes images then mixes the rows.
     */
    void prepare(int epoch, Order order, long first, int count, ImageBatch target, BooleanSupplier stop) {
        for (int done = 0; done < count && !stop.getAsBoolean(); ) {
            int chunk = Math.min(indices.length, count - done);
            for (int i = 0; i < chunk; i++) {
                indices[i] = order.at((first + done + i) / views);
            }
            examples.load(indices, chunk);
            for (int i = 0; i < chunk; i++) {
                int view = (int) ((first + done + i) % views);
                int label = examples.get(epoch, i, view, stages);
                stages.apply(epoch, indices[i], view, target, done + i);
                target.setLabel(done + i, label);
            }
            done += chunk;
        }
        target.setCount(count);
        if (mixer != null) {
            mixer.mix(epoch, order, first, target);
        }
    }

    @Override
    public void close() {
        examples.close();
    }
}
