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
        int moved = mirror == null ? onBytes : onBytes - 1;
        for (int t = 0; t < moved; t++) {
            restart(t, epoch, index);
            ((ByteTransform) transforms.get(t)).apply(bytes[t], bytes[t + 1], random);
        }
        if (mirror != null) {
            restart(moved, epoch, index);
        }
        if (ofBytes) {
            lookUp(bytes[moved], mirror != null && mirror.mirrors(random));
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

    /** The random numbers of a transform, by its place, for an example. */
    Philox.Stream random(int transform, int epoch, long index) {
        restart(transform, epoch, index);
        return random;
    }

    private void lookUp(byte[] from, boolean mirrored) {
        float[] to = floats[0];
        int plane = to.length / tables.length;
        for (int c = 0; c < tables.length; c++) {
            if (mirrored) {
                lookUpMirrored(tables[c], from, to, c * plane, (c + 1) * plane, width);
            } else {
                lookUp(tables[c], from, to, c * plane, (c + 1) * plane);
            }
        }
    }

    private static void lookUpMirrored(float[] table, byte[] from, float[] to, int begin, int end, int width) {
        for (int row = begin; row < end; row += width) {
            int last = row + width - 1;
            for (int x = 0; x < width; x++) {
                to[row + x] = table[from[last - x] & 0xff];
            }
        }
    }

    private static void lookUp(float[] table, byte[] from, float[] to, int begin, int end) {
        for (int i = begin; i < end; i++) {
            to[i] = table[from[i] & 0xff];
        }
    }

    private void restart(int transform, int epoch, long index) {
        random.restart(seed, (Examples.AUGMENT + firstPosition + transform) << 32 | epoch, index);
    }
}
