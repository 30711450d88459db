package org.neocog.dataset;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.neocog.tensor.Shape;

/** Images whose every pixel says which example and which pixel it is: {@code (index * 7 + pixel) mod 256}; label = index mod 10. */
class PatternDataset implements FixedSizeDataset {
    final AtomicInteger reads = new AtomicInteger();
    private final Shape shape;
    private final long size;

    PatternDataset(Shape shape, long size) {
        this.shape = shape;
        this.size = size;
    }

    static int pixel(long index, int pixel) {
        return (int) ((index * 7 + pixel) & 0xff);
    }

    @Override
    public Shape imageShape() {
        return shape;
    }

    @Override
    public List<String> classNames() {
        return IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    }

    @Override
    public List<String> splits() {
        return List.of("train");
    }

    @Override
    public long size(String split) {
        if (!split.equals("train")) {
            throw new IllegalArgumentException("pattern: split must be one of [train], but split=" + split + ".");
        }
        return size;
    }

    @Override
    public void read(String split, long[] indices, int count, ImageBatch target) {
        reads.incrementAndGet();
        byte[] pixels = new byte[shape.intSize()];
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) pixel(indices[i], p);
            }
            target.setPixels(i, pixels, 0);
            target.setLabel(i, (int) (indices[i] % 10));
        }
        target.setCount(count);
    }

    @Override
    public String fingerprint() {
        return "0".repeat(64);
    }

    @Override
    public void close() {}
}
