package org.neocog.dataset.transform;

import org.neocog.dataset.MirrorTransform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** Mirrors some images left to right. */
record HorizontalFlip(Shape outputShape, double probability) implements MirrorTransform {
    @Override
    public boolean isExactOnBytes() {
        return true;
    }

    @Override
    public boolean mirrors(Philox.Stream random) {
        return random.nextDouble() < probability;
    }

    @Override
    public void apply(float[] source, float[] target, Philox.Stream random) {
        int size = outputShape.intSize();
        if (!mirrors(random)) {
            System.arraycopy(source, 0, target, 0, size);
            return;
        }
        int width = outputShape.intDim(2);
        for (int row = 0; row < size; row += width) {
            int last = row + width - 1;
            for (int x = 0; x < width; x++) {
                target[row + x] = source[last - x];
            }
        }
    }

    @Override
    public void apply(byte[] source, byte[] target, Philox.Stream random) {
        int size = outputShape.intSize();
        if (!mirrors(random)) {
            System.arraycopy(source, 0, target, 0, size);
            return;
        }
        int width = outputShape.intDim(2);
        for (int row = 0; row < size; row += width) {
            int last = row + width - 1;
            for (int x = 0; x < width; x++) {
                target[row + x] = source[last - x];
            }
        }
    }
}
