package org.neocog.dataset;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;

/** Three channels, height 2 + index mod 5, width 3 + index mod 7; every byte says which example and which byte it is. */
final class AnySizePatternDataset implements AnySizeDataset {
    final AtomicInteger open = new AtomicInteger();
    private final long size;
    private final CorruptImages corruptImages;
    private final Set<Long> corrupt;

    AnySizePatternDataset(long size, CorruptImages corruptImages, Long... corrupt) {
        this.size = size;
        this.corruptImages = corruptImages;
        this.corrupt = Set.of(corrupt);
    }

    static int height(long index) {
        return (int) (2 + index % 5);
    }

    static int width(long index) {
        return (int) (3 + index % 7);
    }

    static int pixel(long index, int at) {
        return (int) ((index * 7 + at) & 0xff);
    }

    @Override
    public List<String> classNames() {
        return List.of("even", "odd");
    }

    @Override
    public List<String> splits() {
        return List.of("train");
    }

    @Override
    public long size(String split) {
        return size;
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public CorruptImages corruptImages() {
        return corruptImages;
    }

    @Override
    public ExampleReader reader(String split) {
        open.incrementAndGet();
        return new ExampleReader() {
            @Override
            public int read(long index, Image target) throws CorruptImageException {
                if (corrupt.contains(index)) {
                    throw new CorruptImageException("pattern: images must be whole, but " + index + ".jpg is not.");
                }
                target.reset(3, height(index), width(index));
                for (int i = 0; i < target.size(); i++) {
                    target.pixels()[i] = (byte) pixel(index, i);
                }
                return label(index);
            }

            @Override
            public int label(long index) {
                return (int) (index % 2);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    @Override
    public String fingerprint() {
        return "1".repeat(64);
    }

    @Override
    public void close() {}
}
