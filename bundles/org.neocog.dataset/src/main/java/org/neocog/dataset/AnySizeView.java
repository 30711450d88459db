package org.neocog.dataset;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A dataset that is another one, which it owns, but for what a subclass overrides. */
@ConsumerType
public abstract class AnySizeView implements AnySizeDataset {
    private final AnySizeDataset viewed;

    protected AnySizeView(AnySizeDataset viewed) {
        this.viewed = viewed;
    }

    /** The other one. */
    protected final AnySizeDataset viewed() {
        return viewed;
    }

    @Override
    public int channels() {
        return viewed.channels();
    }

    @Override
    public CorruptImages corruptImages() {
        return viewed.corruptImages();
    }

    @Override
    public ExampleReader reader(String split) {
        return viewed.reader(split);
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
