package org.neocog.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.FixedShapeTensorType;
import org.neocog.tensor.FixedShapeTensorVector;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Images of one shape and their labels, in Arrow memory that is allocated once and used again for batch after batch. Provided by the
 * framework.
 *
 * <p>A record batch of two columns: {@code image} ({@code arrow.fixed_shape_tensor} of uint8 or float32, dimensions C, H, W) and {@code
 * label} (int32). Nothing in it is ever null. Reading and writing rows allocates nothing; the record batch, with validity bitmaps, is made when
 * {@link #root} is called first.
 *
 * <p>C1. Elements are uint8 or float32.<br>
 * C2. An image is {@code [C, H, W]} with at least one pixel.<br>
 * C3. There is room for at least one row.<br>
 * C4. The pixels take at most 2^31-1 bytes.<br>
 * C5. The row count is from 0 to the capacity.<br>
 * C6. Pixels go in and out in the batch's element type.<br>
 * C7. A row is from 0 to capacity - 1.
 *
 * <p>Threading: distinct rows may be written by distinct threads; nothing is synchronized. The owner closes it, whoever got it from a {@link
 * Loader} does not.
 */
@ProviderType
public final class ImageBatch implements AutoCloseable {
    /** Name of the column of images. */
    public static final String IMAGE = "image";

    /** Name of the column of labels. */
    public static final String LABEL = "label";

    private final ElementType element;
    private final Shape imageShape;
    private final int imageSize;
    private final int capacity;
    private final BufferAllocator allocator;
    private final ArrowBuf imageMemory;
    private final ArrowBuf labelMemory;
    /** Made when somebody asks: Arrow's vectors and schemas, and the JSON library behind them, take longer to load than all else to start. */
    private @Nullable VectorSchemaRoot root;

    private final ByteBuffer pixels;
    private final FloatBuffer floats;
    private final IntBuffer labels;
    private final Views full;
    private @Nullable Views partial;
    private final @Nullable LabelMixture mixture;
    private int count;
    private boolean closed;

    /** What the first rows look like as tensors. */
    private record Views(int count, Tensor images, Tensor labels) {}

    private ImageBatch(
            ElementType element,
            Shape imageShape,
            int capacity,
            BufferAllocator allocator,
            ArrowBuf imageMemory,
            ArrowBuf labelMemory,
            @Nullable LabelMixture mixture) {
        this.element = element;
        this.imageShape = imageShape;
        this.imageSize = imageShape.intSize();
        this.capacity = capacity;
        this.allocator = allocator;
        this.imageMemory = imageMemory;
        this.labelMemory = labelMemory;
        this.full = views(capacity);
        this.pixels = full.images.bytes();
        this.floats = pixels.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        this.labels = full.labels.bytes().asIntBuffer();
        this.mixture = mixture;
        setCount(0);
    }

    /**
     * A batch without rows. The caller closes it.
     *
     * @param element uint8 or float32
     * @param imageShape {@code [C, H, W]}
     * @param capacity most rows that it can hold, at least 1
     * @throws IllegalArgumentException if it cannot be; says why
     * @throws org.apache.arrow.memory.OutOfMemoryException beyond the allocator's limit; then nothing stays allocated
     */
    public static ImageBatch allocate(BufferAllocator allocator, ElementType element, Shape imageShape, int capacity) {
        return allocate(allocator, element, imageShape, capacity, false);
    }

    /** As {@link #allocate}, for images that are mixtures of two: with a {@link #mixture}. */
    public static ImageBatch allocateMixed(
            BufferAllocator allocator, ElementType element, Shape imageShape, int capacity) {
        return allocate(allocator, element, imageShape, capacity, true);
    }

    private static ImageBatch allocate(
            BufferAllocator allocator, ElementType element, Shape imageShape, int capacity, boolean mixed) {
        if (element != ElementType.UINT8 && element != ElementType.FLOAT32) {
            throw new IllegalArgumentException("image batch: elements must be uint8 or float32, but element=" + element
                    + ". Choose one of them. [C1]");
        }
        if (imageShape.rank() != 3 || imageShape.size() == 0) {
            throw new IllegalArgumentException(
                    "image batch: an image must be [C, H, W] with at least one pixel, but shape=" + imageShape
                            + ". Reshape it. [C2]");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("image batch: capacity must be at least 1, but capacity=" + capacity
                    + ". Choose a larger one. [C3]");
        }
        TensorType type = new TensorType(element, Shape.of(capacity).concat(imageShape));
        if (type.bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("image batch: there must be at most 2147483647 bytes, but " + type
                    + " has " + type.bytes() + ". Choose a smaller batch. [C4]");
        }
        ArrowBuf images = zeros(allocator, type.bytes());
        ArrowBuf labels = null;
        boolean done = false;
        try {
            labels = zeros(allocator, (long) ElementType.INT32.bytes() * capacity);
            LabelMixture mixture = mixed ? LabelMixture.allocate(allocator, capacity) : null;
            done = true;
            return new ImageBatch(element, imageShape, capacity, allocator, images, labels, mixture);
        } finally {
            if (!done) {
                images.close();
                if (labels != null) {
                    labels.close();
                }
            }
        }
    }

    static ArrowBuf zeros(BufferAllocator allocator, long bytes) {
        ArrowBuf memory = allocator.buffer(bytes);
        memory.setZero(0, bytes);
        return memory;
    }

    /** Type of the pixels. */
    public ElementType element() {
        return element;
    }

    /** Shape of one image, {@code [C, H, W]}. */
    public Shape imageShape() {
        return imageShape;
    }

    /** Most rows that it can hold. */
    public int capacity() {
        return capacity;
    }

    /** Rows that count. */
    public int count() {
        return count;
    }

    /** Makes the first {@code count} rows count. */
    public void setCount(int count) {
        requireOpen();
        if (count < 0 || count > capacity) {
            throw new IllegalArgumentException("image batch: count must be from 0 to the capacity, but count=" + count
                    + ", capacity=" + capacity + ". Allocate a larger batch. [C5]");
        }
        this.count = count;
        if (mixture != null) {
            mixture.setCount(count);
        }
        if (root != null) {
            root.setRowCount(count);
        }
    }

    /** The record batch; for IPC and whoever reads Arrow. The batch stays its owner. */
    public VectorSchemaRoot root() {
        requireOpen();
        if (root == null) {
            root = vectors();
            root.setRowCount(count);
        }
        return root;
    }

    /** Vectors over the memory, all of whose rows are there. */
    private VectorSchemaRoot vectors() {
        FixedShapeTensorType type = new FixedShapeTensorType(imageShape, List.of("C", "H", "W"));
        FixedShapeTensorVector images = FixedShapeTensorVector.create(IMAGE, element, type, allocator);
        IntVector ints = new IntVector(LABEL, FieldType.notNullable(new ArrowType.Int(32, true)), allocator);
        VectorSchemaRoot made = new VectorSchemaRoot(List.of(images, ints));
        boolean done = false;
        try {
            ArrowBuf allThere = allocator.getEmpty();
            ArrowFieldNode rows = new ArrowFieldNode(capacity, 0);
            FixedSizeListVector list = images.getUnderlyingVector();
            list.loadFieldBuffers(rows, List.of(allThere));
            list.getDataVector()
                    .loadFieldBuffers(
                            new ArrowFieldNode((long) capacity * imageSize, 0), List.of(allThere, imageMemory));
            ints.loadFieldBuffers(rows, List.of(allThere, labelMemory));
            done = true;
            return made;
        } finally {
            if (!done) {
                made.close();
            }
        }
    }

    /** The images of the first {@link #count} rows, {@code [count, C, H, W]}; a view that lives as long as this batch. */
    public Tensor images() {
        return viewsOfCount().images;
    }

    /** The labels of the first {@link #count} rows, int32 {@code [count]}; a view that lives as long as this batch. */
    public Tensor labels() {
        return viewsOfCount().labels;
    }

    /** The second labels and the shares, where images are mixtures of two; else empty. */
    public Optional<LabelMixture> mixture() {
        requireOpen();
        return Optional.ofNullable(mixture);
    }

    private Views viewsOfCount() {
        requireOpen();
        if (count == capacity) {
            return full;
        }
        if (partial == null || partial.count != count) {
            partial = views(count);
        }
        return partial;
    }

    private Views views(int rows) {
        return new Views(
                rows,
                Tensor.borrow(
                        imageMemory, 0, new TensorType(element, Shape.of(rows).concat(imageShape))),
                Tensor.borrow(labelMemory, 0, TensorType.of(ElementType.INT32, rows)));
    }

    /** Copies the image that starts at {@code source[offset]} into row {@code row} of a batch of uint8. */
    public void setPixels(int row, byte[] source, int offset) {
        pixels.put(at(row, ElementType.UINT8), source, offset, imageSize);
    }

    /** Copies the bytes of the image that starts at byte {@code offset} of {@code source}, little-endian, into row {@code row}. */
    public void setBytes(int row, ByteBuffer source, int offset) {
        int bytes = imageSize * element.bytes();
        pixels.put(checked(row) * bytes, source, offset, bytes);
    }

    /** Copies row {@code row} of a batch of uint8 to {@code target[0]} and on. */
    public void getPixels(int row, byte[] target) {
        pixels.get(at(row, ElementType.UINT8), target, 0, imageSize);
    }

    /** Copies the first pixels of {@code source} into row {@code row} of a batch of float32. */
    public void setPixels(int row, float[] source) {
        floats.put(at(row, ElementType.FLOAT32), source, 0, imageSize);
    }

    /** Copies the first {@code count} of {@code source} into row {@code row} of a batch of float32, from pixel {@code from} on; they must fit in. */
    void setPixels(int row, int from, float[] source, int count) {
        floats.put(at(row, ElementType.FLOAT32) + from, source, 0, count);
    }

    /** Copies row {@code row} of a batch of float32 to {@code target[0]} and on. */
    public void getPixels(int row, float[] target) {
        floats.get(at(row, ElementType.FLOAT32), target, 0, imageSize);
    }

    /** The label of row {@code row}. */
    public int label(int row) {
        return labels.get(checked(row));
    }

    /** Sets the label of row {@code row}. */
    public void setLabel(int row, int label) {
        labels.put(checked(row), label);
    }

    private int at(int row, ElementType wanted) {
        if (element != wanted) {
            throw new IllegalStateException("image batch: pixels of " + wanted + " need a batch of them, but element="
                    + element + ". Use the method for " + element + ". [C6]");
        }
        return checked(row) * imageSize;
    }

    private int checked(int row) {
        requireOpen();
        if (row < 0 || row >= capacity) {
            throw new IndexOutOfBoundsException(
                    "image batch: row must be from 0 to " + (capacity - 1) + ", but row=" + row + ". [C7]");
        }
        return row;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "image batch: used after close. Keep its loader open as long as it is read.");
        }
    }

    /** Gives the memory back. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (root != null) {
                root.close();
            }
            imageMemory.close();
            labelMemory.close();
            if (mixture != null) {
                mixture.close();
            }
        }
    }
}
