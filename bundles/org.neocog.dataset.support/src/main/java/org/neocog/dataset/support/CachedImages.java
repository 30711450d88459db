package org.neocog.dataset.support;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** One split of a dataset, out of a cache. The dataset stays its owner's. */
final class CachedImages implements FixedSizeDataset {
    private final Dataset source;
    private final String split;
    private final Shape imageShape;
    private final ElementType element;
    private volatile @Nullable ArrowImages images;

    CachedImages(Dataset source, String split, ArrowImages images) {
        this.source = source;
        this.split = split;
        this.imageShape = images.imageShape();
        this.element = images.element();
        this.images = images;
    }

    @Override
    public Shape imageShape() {
        return imageShape;
    }

    @Override
    public ElementType element() {
        return element;
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public List<String> splits() {
        return List.of(split);
    }

    @Override
    public long size(String split) {
        return images(split).size();
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        ArrowImages from = images(split);
        if (!target.imageShape().equals(imageShape) || target.element() != element) {
            throw new IllegalArgumentException(
                    "cache: the batch must have images like the cache's, but cache=" + element
                            + imageShape + ", batch=" + target.element() + target.imageShape()
                            + ". Allocate it for imageShape() and element().");
        }
        for (int i = 0; i < count; i++) {
            from.read(indices[i], target, i);
        }
        target.setCount(count);
    }

    private ArrowImages images(String name) {
        ArrowImages open = images;
        if (open == null) {
            throw new IllegalStateException("cache: used after close. Open the dataset again.");
        }
        if (!name.equals(split)) {
            throw new IllegalArgumentException(
                    "cache: split must be one of [" + split + "], but split=" + name + ". Change split.");
        }
        return open;
    }

    @Override
    public String fingerprint() {
        return source.fingerprint();
    }

    /** Lets the mapping go. Closing twice does nothing. */
    @Override
    public void close() {
        images = null;
    }
}
