package org.neocog.dataset;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.image.CorruptImageException;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Images of a {@link Pipeline} where they come to be of one size: before its transforms of one shape, hence what a cache can keep. Corrupt
 * examples go by the dataset's policy. Provided by the framework.
 *
 * <p>Threading: one thread each.
 */
@ProviderType
public final class OneSizeImages implements AutoCloseable {
    private final Examples examples;
    private final Stages images;
    private final ElementType element;
    private final long[] wanted = new long[1];

    /**
     * @param pipeline one that {@linkplain #areSettled settles} its images
     * @param corrupt those found, over all threads
     */
    OneSizeImages(Pipeline pipeline, CorruptExamples corrupt, BufferAllocator allocator) {
        element = pipeline.firstElement();
        images = new Stages(pipeline.firstShape(), element, List.of(), 0, 0);
        examples = pipeline.dataset() instanceof AnySizeDataset anySize
                ? new AnySizeExamples(anySize, pipeline, 0, corrupt)
                : new FixedSizeExamples((FixedSizeDataset) pipeline.dataset(), pipeline.split(), 1, allocator);
    }

    /** Opens the images of a pipeline that {@linkplain #areSettled settles} them. */
    public static OneSizeImages of(Pipeline pipeline, BufferAllocator allocator) {
        return new OneSizeImages(pipeline, new CorruptExamples(pipeline.dataset()), allocator);
    }

    /** Whether the images are the same in every epoch: no transform before has drawn anything at random, or made several of one. */
    public static boolean areSettled(Pipeline pipeline) {
        return pipeline.imageTransforms().stream()
                .allMatch(transform -> transform.isDeterministic() && !(transform instanceof ViewsImageTransform));
    }

    /** Their shape, {@code [C, H, W]}. */
    public static Shape shape(Pipeline pipeline) {
        return pipeline.firstShape();
    }

    /** Their element type. */
    public static ElementType element(Pipeline pipeline) {
        return pipeline.firstElement();
    }

    /**
     * Writes the image of an example and its label into a row of {@code target}.
     *
     * @throws CorruptImageException if the image cannot be decoded and the dataset has no policy that goes on; the message names the file
     */
    public void read(long index, ImageBatch target, int row) throws CorruptImageException {
        wanted[0] = index;
        examples.load(wanted, 1);
        try {
            target.setLabel(row, examples.get(0, 0, 0, images));
        } catch (CorruptExampleException e) {
            throw new CorruptImageException(String.valueOf(e.getMessage()), e);
        }
        if (element == ElementType.UINT8) {
            target.setPixels(row, images.bytes(), 0);
        } else {
            target.setPixels(row, images.floats());
        }
    }

    @Override
    public void close() {
        examples.close();
    }
}
