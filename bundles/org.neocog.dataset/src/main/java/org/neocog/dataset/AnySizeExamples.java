package org.neocog.dataset;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** Decodes images one by one and applies the transforms for any size; what cannot be decoded goes by the dataset's policy. */
final class AnySizeExamples implements Examples {
    private static final int GREY_SIZE = 256;
    private static final byte GREY = (byte) 128;

    private final AnySizeDataset dataset;
    private final ExampleReader reader;
    private final long size;
    private final List<ImageTransform> transforms;
    /** The last transform, if it makes several images of one; it is not among the others. */
    private final @Nullable ViewsImageTransform views;
    /** The only transform, if it is of this kind. */
    private final @Nullable WindowTransform window;

    /** Of the example that {@link #image} is of, before its views are made. */
    private long held = -1;

    private int heldEpoch;
    private int heldLabel;
    private final Shape shape;
    private final long seed;
    private final CorruptExamples corrupt;
    private final Philox.Stream random = Philox.stream(0, 0, 0);
    private Image image = new Image();
    private Image other = new Image();
    private long[] indices = {};

    AnySizeExamples(AnySizeDataset dataset, Pipeline pipeline, long seed, CorruptExamples corrupt) {
        this.dataset = dataset;
        this.size = dataset.size(pipeline.split());
        List<ImageTransform> all = pipeline.imageTransforms();
        this.views = all.get(all.size() - 1) instanceof ViewsImageTransform last ? last : null;
        this.transforms = views == null ? all : all.subList(0, all.size() - 1);
        this.window = all.size() == 1 && all.get(0) instanceof WindowTransform only ? only : null;
        this.shape = pipeline.firstShape();
        this.seed = seed;
        this.corrupt = corrupt;
        this.reader = dataset.reader(pipeline.split());
    }

    @Override
    public void load(long[] indices, int count) {
        this.indices = indices;
    }

    @Override
    public int get(int epoch, int i, int view, Stages target) {
        return get(epoch, indices[i], view, target.bytes());
    }

    int get(int epoch, long index, int view, byte[] target) {
        if (window != null) {
            return getWindow(window, epoch, index, target);
        }
        if (views == null || index != held || epoch != heldEpoch) {
            held = -1;
            heldLabel = read(index, null);
            requireChannels(index);
            transform(epoch, index);
            held = index;
            heldEpoch = epoch;
        }
        Image made = image;
        if (views != null) {
            views.apply(image, other, view);
            made = other;
        }
        requireShape(made);
        separate(made, target);
        return heldLabel;
    }

    private int getWindow(WindowTransform transform, int epoch, long index, byte[] target) {
        int label = read(index, (height, width) -> {
            restart(0, epoch, index);
            return transform.draw(height, width, random);
        });
        requireChannels(index);
        transform.apply(image, target);
        return label;
    }

    private void restart(int transform, int epoch, long index) {
        random.restart(seed, (AUGMENT + transform) << 32 | epoch, index);
    }

    private void transform(int epoch, long index) {
        for (int t = 0; t < transforms.size(); t++) {
            restart(t, epoch, index);
            transforms.get(t).apply(image, other, random);
            Image next = other;
            other = image;
            image = next;
        }
    }

    /** Interleaved channels to planes. */
    private static void separate(Image image, byte[] target) {
        byte[] pixels = image.pixels();
        int channels = image.channels();
        int plane = image.height() * image.width();
        for (int c = 0; c < channels; c++) {
            int at = c * plane;
            for (int i = c; i < plane * channels; i += channels) {
                target[at++] = pixels[i];
            }
        }
    }

    /** @param choice of the window that is wanted; null for the whole image */
    private int read(long index, ImageWindow.@Nullable Choice choice) {
        long at = index;
        for (long tried = 0; ; tried++) {
            try {
                return choice == null ? reader.read(at, image) : reader.read(at, choice, image);
            } catch (CorruptImageException e) {
                if (dataset.corruptImages() == CorruptImages.FAIL) {
                    throw new CorruptExampleException(e.getMessage(), e);
                }
                corrupt.found(at, e);
                if (dataset.corruptImages() == CorruptImages.REPLACE) {
                    fillGrey();
                    if (choice != null) {
                        image.crop(choice.of(GREY_SIZE, GREY_SIZE));
                    }
                    return reader.label(at);
                }
                if (tried == size - 1) {
                    throw new CorruptExampleException(
                            "corrupt-images: skip needs an image that can be decoded, but of " + size
                                    + " there is none; the last one: " + e.getMessage(),
                            e);
                }
                at = (at + 1) % size;
            }
        }
    }

    private void fillGrey() {
        image.reset(dataset.channels(), GREY_SIZE, GREY_SIZE);
        Arrays.fill(image.pixels(), 0, image.size(), GREY);
    }

    private void requireChannels(long index) {
        if (image.channels() != dataset.channels()) {
            throw new IllegalStateException(
                    "dataset: every image must have the dataset's channels, but channels=" + dataset.channels()
                            + ", example " + index + " is an " + image + ". Correct the dataset's reader.");
        }
    }

    private void requireShape(Image image) {
        if (image.channels() != shape.dim(0) || image.height() != shape.dim(1) || image.width() != shape.dim(2)) {
            throw new IllegalStateException("transform: apply must give what outputShape says, but outputShape=" + shape
                    + ", an " + image + " came. Correct the transform.");
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
