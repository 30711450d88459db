package org.neocog.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/**
 * The transforms of one shape as a worker applies them to 8-bit images: those that move pixels on bytes, as long as that is exact; then
 * those that are functions of a pixel as one table of 256 values a channel; the rest on floats. The result is that of one after the other on
 * floats, bit for bit. One thread.
 */
final class Stages {
    /** Values that are looked up before they go to the batch: few enough to stay in the first cache. */
    private static final int PART = 1024;

    private final List<Transform> transforms;
    private final int firstPosition;
    private final boolean ofBytes;
    private final long seed;
    /** How many transforms work on bytes, and how many do not work on floats. */
    private final int onBytes;
    /** The last of those on bytes, if it mirrors: that is done when the table is looked up. */
    private final @Nullable MirrorTransform mirror;

    private final int tabulated;
    /** Of the images that the table is looked up for. */
    private final int width;

    private final byte[][] bytes;
    private final float[][] tables;
    private final float[][] floats;
    private final Philox.Stream random = Philox.stream(0, 0, 0);

    /**
     * @param element of the images that come in: uint8 or float32
     * @param firstPosition transforms that are applied to an image before
     */
    Stages(Shape input, ElementType element, List<Transform> transforms, int firstPosition, long seed) {
        this.transforms = transforms;
        this.firstPosition = firstPosition;
        this.seed = seed;
        ofBytes = element == ElementType.UINT8;
        int movers = 0;
        while (ofBytes
                && movers < transforms.size()
                && transforms.get(movers) instanceof ByteTransform mover
                && mover.isExactOnBytes()) {
            movers++;
        }
        int pointwise = movers;
        while (ofBytes && pointwise < transforms.size() && transforms.get(pointwise) instanceof PointwiseTransform) {
            pointwise++;
        }
        mirror = movers > 0 && transforms.get(movers - 1) instanceof MirrorTransform last ? last : null;
        onBytes = movers;
        tabulated = pointwise;
        bytes = new byte[movers + 1][];
        bytes[0] = new byte[input.intSize()];
        for (int t = 0; t < movers; t++) {
            bytes[t + 1] = new byte[transforms.get(t).outputShape().intSize()];
        }
        Shape last = movers == 0 ? input : transforms.get(movers - 1).outputShape();
        width = last.intDim(2);
        tables = new float[last.intDim(0)][256];
        for (int c = 0; c < tables.length; c++) {
            tabulate(c);
        }
        floats = new float[transforms.size() - tabulated + 1][];
        floats[0] = new float[last.intSize()];
        for (int t = tabulated; t < transforms.size(); t++) {
            floats[t - tabulated + 1] =
                    new float[transforms.get(t).outputShape().intSize()];
        }
    }

    private void tabulate(int channel) {
        for (int value = 0; value < 256; value++) {
            float mapped = value / 255f;
            for (int t = onBytes; t < tabulated; t++) {
                mapped = ((PointwiseTransform) transforms.get(t)).map(channel, mapped);
            }
            tables[channel][value] = mapped;
        }
    }

    /** Where an image of uint8 goes in, {@code [C, H, W]}. */
    byte[] bytes() {
        return bytes[0];
    }

    /** Where an image of float32 goes in, {@code [C, H, W]}. */
    float[] floats() {
        return floats[0];
    }

    /**
     * Transforms what has gone in.
     *
     * @param view which of those that a {@link ViewsTransform} makes of it
     * @return the image, until the next call
     */
    float[] apply(int epoch, long index, int view) {
        if (ofBytes) {
            byte[] moved = move(epoch, index);
            lookUp(moved, mirrors(epoch, index), floats[0], 0, moved.length);
        }
        for (int t = tabulated; t < transforms.size(); t++) {
            float[] from = floats[t - tabulated];
            float[] to = floats[t - tabulated + 1];
            if (transforms.get(t) instanceof ViewsTransform views) {
                views.apply(from, to, view);
            } else {
                restart(t, epoch, index);
                transforms.get(t).apply(from, to, random);
            }
        }
        return floats[floats.length - 1];
    }

    /** As {@link #apply(int, long, int)}, to a row of a batch of float32. A large image that the table ends goes there in parts, which stay in the cache. */
    void apply(int epoch, long index, int view, ImageBatch target, int row) {
        if (!ofBytes || tabulated < transforms.size() || floats[0].length <= PART) {
            target.setPixels(row, apply(epoch, index, view));
            return;
        }
        byte[] moved = move(epoch, index);
        boolean mirrored = mirrors(epoch, index);
        int part = width * Math.max(1, PART / width);
        int plane = moved.length / tables.length;
        for (int begin = 0; begin < moved.length; ) {
            int end = Math.min(begin + part, begin / plane * plane + plane);
            lookUp(moved, mirrored, floats[0], begin, end);
            target.setPixels(row, begin, floats[0], end - begin);
            begin = end;
        }
    }

    /** Applies the transforms that work on bytes, but for the last one if it mirrors. */
    private byte[] move(int epoch, long index) {
        int moved = mirror == null ? onBytes : onBytes - 1;
        for (int t = 0; t < moved; t++) {
            restart(t, epoch, index);
            ((ByteTransform) transforms.get(t)).apply(bytes[t], bytes[t + 1], random);
        }
        return bytes[moved];
    }

    private boolean mirrors(int epoch, long index) {
        if (mirror == null) {
            return false;
        }
        restart(onBytes - 1, epoch, index);
        return mirror.mirrors(random);
    }

    /** The random numbers of a transform, by its place, for an example. */
    Philox.Stream random(int transform, int epoch, long index) {
        restart(transform, epoch, index);
        return random;
    }

    /** Looks up whole rows, from pixel {@code begin} of the image on, to the first places of {@code to}. */
    private void lookUp(byte[] from, boolean mirrored, float[] to, int begin, int end) {
        int plane = from.length / tables.length;
        for (int c = begin / plane; c * plane < end; c++) {
            int first = Math.max(begin, c * plane);
            int last = Math.min(end, (c + 1) * plane);
            if (mirrored) {
                lookUpMirrored(tables[c], from, first, last, to, first - begin, width);
            } else {
                lookUp(tables[c], from, first, last, to, first - begin);
            }
        }
    }

    private static void lookUpMirrored(float[] table, byte[] from, int begin, int end, float[] to, int at, int width) {
        for (int row = begin; row < end; row += width) {
            int last = row + width - 1;
            int target = at + row - begin;
            for (int x = 0; x < width; x++) {
                to[target + x] = table[from[last - x] & 0xff];
            }
        }
    }

    private static void lookUp(float[] table, byte[] from, int begin, int end, float[] to, int at) {
        for (int i = begin; i < end; i++) {
            to[at + i - begin] = table[from[i] & 0xff];
        }
    }

    private void restart(int transform, int epoch, long index) {
        random.restart(seed, (Examples.AUGMENT + firstPosition + transform) << 32 | epoch, index);
    }
}
