package org.neocog.dataset.transform;

import org.neocog.dataset.ByteTransform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** Mirrors some images top to bottom. */
record VerticalFlip(Shape outputShape, double probability) implements ByteTransform {
    @Override
    public boolean isExactOnBytes() {
        return true;
    }

    @Override
    public void apply(float[] source, float[] target, Philox.Stream random) {
        flip(source, target, random.nextDouble() < probability);
    }

    @Override
    public void apply(byte[] source, byte[] target, Philox.Stream random) {
        flip(source, target, random.nextDouble() < probability);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are of one type
    private void flip(Object source, Object target, boolean mirrored) {
        int height = outputShape.intDim(1);
        int width = outputShape.intDim(2);
        for (int c = 0; c < outputShape.intDim(0); c++) {
            for (int y = 0; y < height; y++) {
                int from = (c * height + (mirrored ? height - 1 - y : y)) * width;
                System.arraycopy(source, from, target, (c * height + y) * width, width);
            }
        }
    }
}
