package org.neocog.dataset;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;

/** What one worker needs to turn examples into rows of a batch: reads chunks of uint8, divides by 255, applies the transforms. */
final class BatchPreparer implements AutoCloseable {
    /** What the random numbers of a transform are for: "AUGM" plus its position. */
    private static final long AUGMENT = 0x4155474DL;

    /** Small enough to stay in the cache and to stop soon, large enough for the dataset to read in one go. */
    private static final int CHUNK = 32;

    private static final float[] UNIT = new float[256];

    static {
        for (int i = 0; i < 256; i++) {
            UNIT[i] = i / 255f;
        }
    }

    private final Pipeline pipeline;
    private final List<Transform> transforms;
    private final long seed;
    private final ImageBatch raw;
    private final long[] indices;
    private final byte[] pixels;
    private final float[][] stages;
    private final Philox.Stream random = Philox.stream(0, 0, 0);

    BatchPreparer(Pipeline pipeline, long seed, int batchSize, BufferAllocator allocator) {
        this.pipeline = pipeline;
        this.transforms = pipeline.transforms();
        this.seed = seed;
        int chunk = Math.min(CHUNK, batchSize);
        indices = new long[chunk];
        pixels = new byte[pipeline.dataset().imageShape().intSize()];
        stages = new float[transforms.size() + 1][];
        stages[0] = new float[pixels.length];
        for (int i = 0; i < transforms.size(); i++) {
            stages[i + 1] = new float[transforms.get(i).outputShape().intSize()];
        }
        raw = ImageBatch.allocate(
                allocator, ElementType.UINT8, pipeline.dataset().imageShape(), chunk);
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
            pipeline.dataset().read(pipeline.split(), indices, chunk, raw);
            if (raw.count() != chunk) {
                throw new IllegalStateException("dataset: read must set the row count to what was asked, but asked="
                        + chunk + ", count=" + raw.count() + ". Correct the dataset's read.");
            }
            for (int i = 0; i < chunk; i++) {
                image(epoch, indices[i], i);
                target.setPixels(done + i, stages[stages.length - 1]);
                target.setLabel(done + i, raw.label(i));
            }
            done += chunk;
        }
        target.setCount(count);
    }

    private void image(int epoch, long index, int row) {
        raw.getPixels(row, pixels);
        float[] unit = stages[0];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = UNIT[pixels[i] & 0xff];
        }
        for (int t = 0; t < stages.length - 1; t++) {
            random.restart(seed, (AUGMENT + t) << 32 | epoch, index);
            transforms.get(t).apply(stages[t], stages[t + 1], random);
        }
    }

    @Override
    public void close() {
        raw.close();
    }
}
