package org.neocog.dataset;

import java.util.List;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ConsumerType;

/** A dataset that is another one, which it owns, but for what a subclass overrides. */
@ConsumerType
public abstract class FixedSizeView implements FixedSizeDataset {
    private final FixedSizeDataset viewed;

    protected FixedSizeView(FixedSizeDataset viewed) {
        this.viewed = viewed;
    }

    /** The other one. */
    protected final FixedSizeDataset viewed() {
        return viewed;
    }

    @Override
    public Shape imageShape() {
        return viewed.imageShape();
    }

    @Override
    public ElementType element() {
        return viewed.element();
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        viewed.read(split, indices, count, target);
    }

    @Override
    public List<String> classNames() {
        return viewed.classNames();
    }

    @Override
    public List<String> splits() {
        return viewed.splits();
    }

    @Override
    public long size(String split) {
        return viewed.size(split);
    }

    @Override
    public String fingerprint() {
        return viewed.fingerprint();
    }

    @Override
    public void close() {
        viewed.close();
    }
}
