package org.neocog.run;

import java.util.Arrays;
import org.neocog.image.PngEncoder;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;

/**
 * The filters of a convolution side by side: in colour where they read three channels, else each channel of each filter by itself, grey. The least
 * number of each is black, its greatest white; so are the gaps between them.
 *
 * @param channels 1 or 3
 * @param pixels row by row, the channels of a pixel together
 */
record FilterPicture(int width, int height, int channels, byte[] pixels) {
    private static final int MOST_TILES = 1024;
    private static final int TILE = 32;
    private static final int GAP = 2;
    private static final int COLOURS = 3;

    /** Whether there is anything to see of a parameter of this shape: {@code [O, I, H, W]}, and more than one number for each channel. */
    static boolean isOfFilters(Shape shape) {
        return shape.rank() == 4 && shape.dim(2) * shape.dim(3) > 1;
    }

    static FilterPicture of(Tensor filters) {
        Shape shape = filters.shape();
        int channels = shape.dim(1) == COLOURS ? COLOURS : 1;
        int rows = shape.intDim(2);
        int columns = shape.intDim(3);
        int size = channels * rows * columns;
        int tiles = (int) Math.min(MOST_TILES, shape.size() / size);
        int across = (int) Math.ceil(Math.sqrt(tiles));
        int down = (tiles + across - 1) / across;
        int zoom = Math.max(1, TILE / Math.max(rows, columns));
        int width = across * (columns * zoom + GAP) + GAP;
        int height = down * (rows * zoom + GAP) + GAP;
        byte[] pixels = new byte[width * height * channels];
        Arrays.fill(pixels, (byte) 255);
        double[] filter = new double[size];
        for (int tile = 0; tile < tiles; tile++) {
            for (int i = 0; i < size; i++) {
                filter[i] = filters.getDouble((long) tile * size + i);
            }
            int left = GAP + tile % across * (columns * zoom + GAP);
            int top = GAP + tile / across * (rows * zoom + GAP);
            double least = Arrays.stream(filter).min().orElse(0);
            double range = Arrays.stream(filter).max().orElse(0) - least;
            for (int y = 0; y < rows * zoom; y++) {
                for (int x = 0; x < columns * zoom; x++) {
                    for (int c = 0; c < channels; c++) {
                        double value = filter[(c * rows + y / zoom) * columns + x / zoom] - least;
                        int shown = range > 0 ? (int) Math.round(255 * value / range) : 128;
                        pixels[((top + y) * width + left + x) * channels + c] = (byte) shown;
                    }
                }
            }
        }
        return new FilterPicture(width, height, channels, pixels);
    }

    /** As a {@code Summary.Image}. */
    ProtoWriter message() {
        return new ProtoWriter()
                .integer(1, height)
                .integer(2, width)
                .integer(3, channels)
                .block(4, PngEncoder.encode(width, height, channels, pixels));
    }
}
