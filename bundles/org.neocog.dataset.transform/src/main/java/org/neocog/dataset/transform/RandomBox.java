package org.neocog.dataset.transform;

import org.neocog.tensor.Philox;

/** Draws windows of random area, ratio of sides and place. One thread; holds the last one. */
final class RandomBox {
    private static final int TRIES = 10;

    private final double leastArea;
    private final double mostArea;
    private final double leastRatio;
    private final double mostRatio;
    private final double leastLogRatio;
    private final double mostLogRatio;
    private int top;
    private int left;
    private int height;
    private int width;

    /** @param leastRatio of width by height */
    RandomBox(double leastArea, double mostArea, double leastRatio, double mostRatio) {
        this.leastArea = leastArea;
        this.mostArea = mostArea;
        this.leastRatio = leastRatio;
        this.mostRatio = mostRatio;
        this.leastLogRatio = StrictMath.log(leastRatio);
        this.mostLogRatio = StrictMath.log(mostRatio);
    }

    /** Draws a window of an image. */
    void draw(int imageHeight, int imageWidth, Philox.Stream random) {
        for (int i = 0; i < TRIES; i++) {
            double area = (double) imageHeight * imageWidth * random.uniform(leastArea, mostArea);
            double ratio = StrictMath.exp(random.uniform(leastLogRatio, mostLogRatio));
            width = (int) Math.min(Integer.MAX_VALUE, Math.round(Math.sqrt(area * ratio)));
            height = (int) Math.min(Integer.MAX_VALUE, Math.round(Math.sqrt(area / ratio)));
            if (width >= 1 && height >= 1 && width <= imageWidth && height <= imageHeight) {
                top = random.nextInt(imageHeight - height + 1);
                left = random.nextInt(imageWidth - width + 1);
                return;
            }
        }
        double ratio = Math.max(leastRatio, Math.min(mostRatio, (double) imageWidth / imageHeight));
        width = (int) Math.max(1, Math.min(imageWidth, Math.round(imageHeight * ratio)));
        height = (int) Math.max(1, Math.min(imageHeight, Math.round(imageWidth / ratio)));
        top = (imageHeight - height) / 2;
        left = (imageWidth - width) / 2;
    }

    int top() {
        return top;
    }

    int left() {
        return left;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }
}
