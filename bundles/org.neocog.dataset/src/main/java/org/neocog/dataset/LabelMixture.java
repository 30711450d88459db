package org.neocog.dataset;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What belongs to the labels of a batch whose images are mixtures of two ({@link MixTransform}): the target of row {@code n} is
 * {@code share(n)} of the batch's label and {@code 1 - share(n)} of the one here. Provided by the framework; the batch owns it.
 *
 * <p>Threading: as {@link ImageBatch}.
 */
@ProviderType
public final class LabelMixture {
    private final ArrowBuf labelMemory;
    private final ArrowBuf shareMemory;
    private final IntBuffer labels;
    private final FloatBuffer shares;
    private Views views;

    /** What the first rows look like as tensors. */
    private record Views(int count, Tensor labels, Tensor shares) {}

    /** Takes the memory over. */
    private LabelMixture(ArrowBuf labelMemory, ArrowBuf shareMemory, int capacity) {
        this.labelMemory = labelMemory;
        this.shareMemory = shareMemory;
        this.views = views(capacity);
        this.labels = views.labels.bytes().asIntBuffer();
        this.shares = views.shares.bytes().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    static LabelMixture allocate(BufferAllocator allocator, int capacity) {
        ArrowBuf labels = ImageBatch.zeros(allocator, (long) ElementType.INT32.bytes() * capacity);
        ArrowBuf shares = null;
        try {
            shares = ImageBatch.zeros(allocator, (long) ElementType.FLOAT32.bytes() * capacity);
            return new LabelMixture(labels, shares, capacity);
        } finally {
            if (shares == null) {
                labels.close();
            }
        }
    }

    private Views views(int rows) {
        return new Views(
                rows,
                Tensor.borrow(labelMemory, 0, TensorType.of(ElementType.INT32, rows)),
                Tensor.borrow(shareMemory, 0, TensorType.of(ElementType.FLOAT32, rows)));
    }

    void setCount(int count) {
        if (views.count != count) {
            views = views(count);
        }
    }

    /** The second labels of the rows that count, int32 {@code [count]}; a view that lives as long as the batch. */
    public Tensor labels() {
        return views.labels;
    }

    /** The shares of the first labels of the rows that count, float32 {@code [count]}; a view that lives as long as the batch. */
    public Tensor shares() {
        return views.shares;
    }

    /** The second label of row {@code row}. */
    public int label(int row) {
        return labels.get(row);
    }

    /** How much of row {@code row} is of the batch's label, from 0 to 1. */
    public float share(int row) {
        return shares.get(row);
    }

    /** Sets what row {@code row} is a mixture of. */
    public void set(int row, int label, float share) {
        labels.put(row, label);
        shares.put(row, share);
    }

    void close() {
        labelMemory.close();
        shareMemory.close();
    }
}
