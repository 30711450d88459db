package org.neocog.dataset.transform;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;

/**
 * Makes images larger or smaller, antialiased: first along rows, then along columns, in float32; 8-bit results are rounded once, at the end. Images
 * of red, green and blue that shrink little go by a {@link ColourResampler}, which is faster and within a grey level.
 * Used again: memory grows to the largest image. One thread; {@link #local} gives each its own.
 */
final class Resampler {
    private final AxisWeights across;
    private final AxisWeights down;
    /** For three channels, the one to be preferred first; none where the filter has negative weights. */
    private final List<ColourResampler> colour;

    private float[] rows = {};
    private float[] row = {};
    private final Image interleaved = new Image();

    Resampler(Filter filter) {
        across = new AxisWeights(filter);
        down = new AxisWeights(filter);
        colour = filter.isNeverNegative()
                ? List.of(ColourResampler.near(down, across), ColourResampler.far(down, across))
                : List.of();
    }

    /** One for each thread that asks. */
    static ThreadLocal<Resampler> local(Filter filter) {
        return ThreadLocal.withInitial(() -> new Resampler(filter));
    }

    /**
     * Resamples a window of an image; pixels outside the window do not count.
     *
     * @param target gets the size {@code outHeight} x {@code outWidth}
     */
    void resample(Image source, int top, int left, int height, int width, Image target, int outHeight, int outWidth) {
        resample(source, top, left, height, width, target, outHeight, outWidth, 0, 0, outHeight, outWidth);
    }

    /**
     * A window of what {@link #resample(Image, int, int, int, int, Image, int, int)} makes; nothing else is computed.
     *
     * @param target gets the size {@code partHeight} x {@code partWidth}
     */
    void resample(
            Image source,
            int top,
            int left,
            int height,
            int width,
            Image target,
            int outHeight,
            int outWidth,
            int partTop,
            int partLeft,
            int partHeight,
            int partWidth) {
        int channels = source.channels();
        target.reset(channels, partHeight, partWidth);
        across.prepare(width, outWidth);
        down.prepare(height, outHeight);
        ColourResampler fast = fast(channels, height, width, outHeight, outWidth);
        if (fast != null) {
            fast.resample(source, top, left, target.pixels(), 1, 3, partTop, partLeft, partHeight, partWidth);
            return;
        }
        int size = channels * partWidth;
        int first = down.first[partTop];
        int end = first;
        for (int y = partTop; y < partTop + partHeight; y++) {
            end = Math.max(end, down.first[y] + down.count[y]);
        }
        reserve((end - first) * size, size);
        for (int y = first; y < end; y++) {
            int from = ((top + y) * source.width() + left) * channels;
            if (channels == 3) {
                acrossColour(source.pixels(), from, (y - first) * size, partLeft, partWidth);
            } else {
                across(source.pixels(), from, channels, (y - first) * size, partLeft, partWidth);
            }
        }
        for (int y = 0; y < partHeight; y++) {
            down(partTop + y, -first * size, size);
            round(row, target.pixels(), y * size, size);
        }
    }

    /**
     * Resamples a whole image, its channels apart.
     *
     * @param target gets {@code [C, outHeight, outWidth]}, from its first element on
     */
    void resample(Image source, byte[] target, int outHeight, int outWidth) {
        int height = source.height();
        int width = source.width();
        int plane = outHeight * outWidth;
        ColourResampler fast = fast(source.channels(), height, width, outHeight, outWidth);
        if (fast != null) {
            across.prepare(width, outWidth);
            down.prepare(height, outHeight);
            fast.resample(source, 0, 0, target, plane, 1, 0, 0, outHeight, outWidth);
            return;
        }
        resample(source, 0, 0, height, width, interleaved, outHeight, outWidth);
        int channels = source.channels();
        byte[] pixels = interleaved.pixels();
        for (int i = 0; i < channels * plane; i++) {
            target[i % channels * plane + i / channels] = pixels[i];
        }
    }

    /** Resamples a window of an image {@code [C, H, W]} of floats; pixels outside the window do not count. */
    void resample(
            float[] source,
            Shape shape,
            int top,
            int left,
            int height,
            int width,
            float[] target,
            int outHeight,
            int outWidth) {
        across.prepare(width, outWidth);
        down.prepare(height, outHeight);
        reserve(height * outWidth, outWidth);
        for (int c = 0; c < shape.intDim(0); c++) {
            for (int y = 0; y < height; y++) {
                int from = (c * shape.intDim(1) + top + y) * shape.intDim(2) + left;
                across(source, from, y * outWidth, outWidth);
            }
            for (int y = 0; y < outHeight; y++) {
                down(y, 0, outWidth);
                System.arraycopy(row, 0, target, (c * outHeight + y) * outWidth, outWidth);
            }
        }
    }

    private @Nullable ColourResampler fast(int channels, int height, int width, int outHeight, int outWidth) {
        for (int i = 0; channels == 3 && i < colour.size(); i++) {
            if (colour.get(i).fits(height, width, outHeight, outWidth)) {
                return colour.get(i);
            }
        }
        return null;
    }

    private void reserve(int all, int one) {
        if (rows.length < all) {
            rows = new float[all + all / 2];
        }
        if (row.length < one) {
            row = new float[one];
        }
    }

    /** One row of interleaved red, green, blue. */
    private void acrossColour(byte[] pixels, int from, int to, int partLeft, int partWidth) {
        float[] weights = across.weights;
        int at = to;
        for (int x = partLeft; x < partLeft + partWidth; x++) {
            float red = 0;
            float green = 0;
            float blue = 0;
            int p = from + across.first[x] * 3;
            int k = x * across.stride;
            for (int end = k + across.count[x]; k < end; k++) {
                float weight = weights[k];
                red += weight * (pixels[p] & 0xff);
                green += weight * (pixels[p + 1] & 0xff);
                blue += weight * (pixels[p + 2] & 0xff);
                p += 3;
            }
            rows[at] = red;
            rows[at + 1] = green;
            rows[at + 2] = blue;
            at += 3;
        }
    }

    /** One row of interleaved channels. */
    private void across(byte[] pixels, int from, int channels, int to, int partLeft, int partWidth) {
        for (int x = partLeft; x < partLeft + partWidth; x++) {
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                for (int k = 0; k < across.count[x]; k++) {
                    int p = from + (across.first[x] + k) * channels + c;
                    sum += across.weights[x * across.stride + k] * (pixels[p] & 0xff);
                }
                rows[to + (x - partLeft) * channels + c] = sum;
            }
        }
    }

    /** One row of one plane. */
    private void across(float[] pixels, int from, int to, int outWidth) {
        for (int x = 0; x < outWidth; x++) {
            float sum = 0;
            for (int k = 0; k < across.count[x]; k++) {
                sum += across.weights[x * across.stride + k] * pixels[from + across.first[x] + k];
            }
            rows[to + x] = sum;
        }
    }

    /** Output row {@code y} out of the rows that count for it, to {@link #row}. */
    private void down(int y, int from, int size) {
        for (int k = 0; k < down.count[y]; k++) {
            int at = from + (down.first[y] + k) * size;
            float weight = down.weights[y * down.stride + k];
            if (k == 0) {
                scale(rows, at, weight, row, size);
            } else {
                add(rows, at, weight, row, size);
            }
        }
    }

    private static void scale(float[] rows, int at, float weight, float[] row, int size) {
        for (int i = 0; i < size; i++) {
            row[i] = weight * rows[at + i];
        }
    }

    private static void add(float[] rows, int at, float weight, float[] row, int size) {
        for (int i = 0; i < size; i++) {
            row[i] += weight * rows[at + i];
        }
    }

    private static void round(float[] row, byte[] pixels, int at, int size) {
        for (int i = 0; i < size; i++) {
            pixels[at + i] = (byte) Math.max(0, Math.min(255, (int) (row[i] + 0.5f)));
        }
    }
}
