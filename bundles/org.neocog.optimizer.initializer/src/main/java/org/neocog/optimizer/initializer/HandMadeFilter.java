package org.neocog.optimizer.initializer;

import java.util.Arrays;
import java.util.Locale;

/** The filters that people designed for images. Square, row-major, slid without flipping. */
enum HandMadeFilter {
    IDENTITY(1, 0, 0, 0, 0, 1, 0, 0, 0, 0),
    EDGE(1, 0, -1, 0, -1, 4, -1, 0, -1, 0),
    EDGE_DIAGONAL(1, 1, 0, -1, 0, 0, 0, -1, 0, 1),
    EDGE_8(1, -1, -1, -1, -1, 8, -1, -1, -1, -1),
    VERTICAL_EDGE(1, 1, 0, -1, 1, 0, -1, 1, 0, -1),
    HORIZONTAL_EDGE(1, 1, 1, 1, 0, 0, 0, -1, -1, -1),
    SOBEL_X(1, 1, 0, -1, 2, 0, -2, 1, 0, -1),
    SOBEL_Y(1, 1, 2, 1, 0, 0, 0, -1, -2, -1),
    SHARPEN(1, 0, -1, 0, -1, 5, -1, 0, -1, 0),
    BOX(9, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    GAUSSIAN(16, 1, 2, 1, 2, 4, 2, 1, 2, 1),
    GAUSSIAN_5(256, 1, 4, 6, 4, 1, 4, 16, 24, 16, 4, 6, 24, 36, 24, 6, 4, 16, 24, 16, 4, 1, 4, 6, 4, 1),
    UNSHARP_5(-256, 1, 4, 6, 4, 1, 4, 16, 24, 16, 4, 6, 24, -476, 24, 6, 4, 16, 24, 16, 4, 1, 4, 6, 4, 1);

    private final int divisor;
    private final int[] elements;

    HandMadeFilter(int divisor, int... elements) {
        this.divisor = divisor;
        this.elements = elements;
    }

    /** As a config has it: {@code sobel-x}. */
    String configName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    double[] weights() {
        return Arrays.stream(elements).mapToDouble(e -> (double) e / divisor).toArray();
    }
}
