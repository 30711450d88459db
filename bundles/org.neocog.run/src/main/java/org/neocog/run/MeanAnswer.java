package org.neocog.run;

import org.apache.arrow.memory.BufferAllocator;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * The mean of the softmax over the images that are made of an example: {@code p = 1/V sum_v softmax(logits_v)}, in float64. Owns its memory. One
 * thread.
 *
 * <p>Source: A. Krizhevsky, I. Sutskever, G. Hinton 2012, "ImageNet classification with deep convolutional neural networks", 4.1; C. Szegedy
 * et al. 2015, "Going deeper with convolutions", 7; K. Simonyan, A. Zisserman 2015, "Very deep convolutional networks for large-scale image
 * recognition", 3.2.
 */
final class MeanAnswer implements AutoCloseable {
    private final int views;
    private final double[] sum;
    private final double[] one;
    private final Tensor logits;
    private int added;

    /** @param views images of an example, at least 1 */
    MeanAnswer(int views, int classes, BufferAllocator allocator) {
        this.views = views;
        this.sum = new double[classes];
        this.one = new double[classes];
        this.logits = Tensor.zeros(allocator, TensorType.of(ElementType.FLOAT64, 1, classes));
    }

    /** Adds an image's logits. @return whether it is the example's last one; then the answer is there until the next call */
    boolean add(Tensor of, int row) {
        int classes = sum.length;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            one[c] = of.getDouble((long) row * classes + c);
            greatest = Math.max(greatest, one[c]);
        }
        double total = 0;
        for (int c = 0; c < classes; c++) {
            one[c] = Math.exp(one[c] - greatest);
            total += one[c];
        }
        for (int c = 0; c < classes; c++) {
            sum[c] = (added == 0 ? 0 : sum[c]) + one[c] / total;
        }
        added = (added + 1) % views;
        if (added == 0) {
            for (int c = 0; c < classes; c++) {
                logits.setDouble(c, Math.log(sum[c] / views));
            }
        }
        return added == 0;
    }

    /** Logarithms of the mean, {@code [1, classes]}; their softmax is the mean. */
    Tensor logits() {
        return logits;
    }

    double loss(int label) {
        return -logits.getDouble(label);
    }

    @Override
    public void close() {
        logits.close();
    }
}
