package org.neocog.dataset.transform;

import org.neocog.dataset.Transform;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

/** The transform that {@link ColorJitterTransformType} describes. The numbers are how strong each change is at most. */
record ColorJitter(Shape outputShape, double brightness, double contrast, double saturation, double hue)
        implements Transform {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    @Override
    public void apply(float[] source, float[] target, Philox.Stream random) {
        System.arraycopy(source, 0, target, 0, outputShape.intSize());
        int order = order(random);
        float brightnessFactor = factor(brightness, random);
        float contrastFactor = factor(contrast, random);
        float saturationFactor = factor(saturation, random);
        float turn = (float) random.uniform(-hue, hue);
        for (int i = 0; i < 4; i++) {
            switch (order >>> 4 * i & 0xf) {
                case 0 -> blend(target, brightness, brightnessFactor, 0);
                case 1 -> blend(target, contrast, contrastFactor, contrast == 0 ? 0 : meanGrey(target));
                case 2 -> saturate(target, saturationFactor);
                default -> turn(target, turn);
            }
        }
    }

    /** A random permutation of 0 to 3, four bits each. */
    private static int order(Philox.Stream random) {
        int order = 0x3210;
        for (int i = 3; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int difference = (order >>> 4 * i ^ order >>> 4 * j) & 0xf;
            order ^= difference << 4 * i | difference << 4 * j;
        }
        return order;
    }

    private static float factor(double strength, Philox.Stream random) {
        return (float) random.uniform(Math.max(0, 1 - strength), 1 + strength);
    }

    private int plane() {
        return outputShape.intDim(1) * outputShape.intDim(2);
    }

    private void blend(float[] image, double strength, float factor, float other) {
        if (strength == 0) {
            return;
        }
        int size = outputShape.intSize();
        for (int i = 0; i < size; i++) {
            image[i] = cut(factor * image[i] + (1 - factor) * other);
        }
    }

    private float meanGrey(float[] image) {
        int plane = plane();
        double sum = 0;
        for (int i = 0; i < plane; i++) {
            sum += outputShape.dim(0) == 1 ? image[i] : grey(image, i, plane);
        }
        return (float) (sum / plane);
    }

    private static float grey(float[] image, int i, int plane) {
        return RED * image[i] + GREEN * image[i + plane] + BLUE * image[i + 2 * plane];
    }

    private void saturate(float[] image, float factor) {
        if (saturation == 0) {
            return;
        }
        int plane = plane();
        for (int i = 0; i < plane; i++) {
            float grey = grey(image, i, plane);
            for (int c = 0; c < 3; c++) {
                image[i + c * plane] = cut(factor * image[i + c * plane] + (1 - factor) * grey);
            }
        }
    }

    /** Turns hues, with saturation and value of the HSV model as they are. */
    private void turn(float[] image, float turn) {
        if (hue == 0) {
            return;
        }
        int plane = plane();
        for (int i = 0; i < plane; i++) {
            float r = image[i];
            float g = image[i + plane];
            float b = image[i + 2 * plane];
            float max = Math.max(r, Math.max(g, b));
            float range = max - Math.min(r, Math.min(g, b));
            if (range == 0) {
                continue;
            }
            float sixth = max == r ? (g - b) / range : max == g ? 2 + (b - r) / range : 4 + (r - g) / range;
            float turned = sixth + 6 * turn;
            image[i] = cut(component(turned, 5, max, range));
            image[i + plane] = cut(component(turned, 3, max, range));
            image[i + 2 * plane] = cut(component(turned, 1, max, range));
        }
    }

    /** Red (5), green (3) or blue (1) of a hue in sixths of a turn. */
    private static float component(float hue, int offset, float max, float range) {
        float k = hue + offset;
        k -= 6 * (float) Math.floor(k / 6);
        return max - range * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }

    private static float cut(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
