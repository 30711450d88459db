package org.neocog.dataset.transform;

import org.neocog.tensor.Shape;

/** Values of an image {@code [C, H, W]} between its pixels, bilinear; outside stands a fill value. */
record BilinearSampler(Shape shape, float fill) {
    /** Writes to {@code target}, in every channel at {@code at}, the value at a place of the source. */
    void pixel(float[] source, float[] target, int at, double y, double x) {
        int height = shape.intDim(1);
        int width = shape.intDim(2);
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        float down = (float) (y - top);
        float right = (float) (x - left);
        int plane = height * width;
        for (int c = 0; c < shape.intDim(0); c++) {
            float upper = (1 - right) * value(source, c, top, left) + right * value(source, c, top, left + 1);
            float lower = (1 - right) * value(source, c, top + 1, left) + right * value(source, c, top + 1, left + 1);
            target[c * plane + at] = (1 - down) * upper + down * lower;
        }
    }

    private float value(float[] source, int c, int y, int x) {
        int height = shape.intDim(1);
        int width = shape.intDim(2);
        return y < 0 || x < 0 || y >= height || x >= width ? fill : source[(c * height + y) * width + x];
    }
}
