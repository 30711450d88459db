package org.neocog.dataset.support;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * The images and labels of an Arrow IPC file, mapped into memory: opening reads the labels and no image.
 *
 * <p>C1. The file is whole: magic at both ends, a footer, and record batches that lie within it, not compressed and below 2 GiB each.<br>
 * C2. It has a column of images and one of labels.<br>
 * C3. Images are {@code arrow.fixed_shape_tensor} or fixed size lists, of uint8 or float32 and of one shape: {@code [C, H, W]}, {@code [H, W, C]}
 * (by the names of the dimensions, or as it is asked for) or {@code [H, W]}.<br>
 * C4. Labels are integers from 0 on, not dictionary-encoded.<br>
 * C5. No image, number of an image, or label is null.<br>
 * C6. There is at least one record.
 *
 * <p>The file must stay as it is while it is mapped; to replace it, write another one and rename it. Safe for all threads. The mapping ends
 * when nobody refers to this any more.
 */
public final class ArrowImages {
    /** Key of the metadata: names of the classes, a line each. */
    static final String CLASS_NAMES = "neocog.class-names";

    private static final ThreadLocal<byte[]> STORED = ThreadLocal.withInitial(() -> new byte[0]);

    private final String where;
    private final ArrowImageType type;
    private final Map<String, String> metadata;
    /** First record of each batch, and the number of records. */
    private final int[] first;

    private final ByteBuffer[] pixels;
    private final int[] labels;

    ArrowImages(
            String where,
            ArrowImageType type,
            Map<String, String> metadata,
            int[] first,
            ByteBuffer[] pixels,
            int[] labels) {
        this.where = where;
        this.type = type;
        this.metadata = metadata;
        this.first = first;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Maps a file.
     *
     * @param name of the dataset, for messages
     * @throws ArrowImagesException if a constraint does not hold, or it cannot be read
     */
    public static ArrowImages open(String name, Path file, ArrowColumns columns) throws ArrowImagesException {
        return new ArrowFileScan(name, file, columns).open();
    }

    /** Shape of one image, {@code [C, H, W]}. */
    public Shape imageShape() {
        return type.shape();
    }

    /** Type of the pixels: uint8 or float32. */
    public ElementType element() {
        return type.element();
    }

    /** Number of records. */
    public int size() {
        return labels.length;
    }

    /** The label of a record. */
    public int label(int index) {
        return labels[index];
    }

    /** Names of the classes, if the file carries them. */
    public Optional<List<String>> classNames() {
        return Optional.ofNullable(metadata.get(CLASS_NAMES)).map(text -> List.of(text.split("\n")));
    }

    /** Texts that the schema and the footer of the file carry. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Copies a record.
     *
     * @param target a batch of such images
     * @throws IndexOutOfBoundsException if there is no such record
     */
    public void read(long index, ImageBatch target, int row) {
        if (index < 0 || index >= labels.length) {
            throw new IndexOutOfBoundsException(
                    where + ": an index must be from 0 to " + (labels.length - 1) + ", but index=" + index + ".");
        }
        int batch = Arrays.binarySearch(first, (int) index);
        batch = batch >= 0 ? batch : -batch - 2;
        int bytes = (int) type.bytes();
        int at = ((int) index - first[batch]) * bytes;
        if (type.channelsLast()) {
            target.setBytes(row, channelsFirst(pixels[batch], at, bytes), 0);
        } else {
            target.setBytes(row, pixels[batch], at);
        }
        target.setLabel(row, labels[(int) index]);
    }

    /** Turns {@code [H, W, C]} into {@code [C, H, W]}. */
    private ByteBuffer channelsFirst(ByteBuffer from, int at, int bytes) {
        byte[] stored = STORED.get();
        if (stored.length < 2 * bytes) {
            stored = new byte[2 * bytes];
            STORED.set(stored);
        }
        from.get(at, stored, 0, bytes);
        int channels = type.shape().intDim(0);
        int width = type.element().bytes();
        int plane = bytes / channels / width;
        int to = bytes;
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < plane; p++) {
                int source = (p * channels + c) * width;
                for (int b = 0; b < width; b++) {
                    stored[to++] = stored[source + b];
                }
            }
        }
        return ByteBuffer.wrap(stored, bytes, bytes).slice();
    }
}
