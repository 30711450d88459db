package com.example.accelerator;

import java.util.List;
import org.neocog.backend.support.KernelBackend;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;

/**
 * {@code y[n, o, p] = sum over c, k of x[n, group(o) + c, p stride + k dilation - padding] w[o, c, k]}. What lies outside of x adds nothing, whatever w
 * holds there.
 */
record Convolution(ConvolutionGeometry geometry) implements KernelBackend.Kernel {
    @Override
    public void run(List<Tensor> operands, List<Tensor> results) {
        Shape x = operands.get(0).shape();
        Shape w = operands.get(1).shape();
        Shape y = results.get(0).shape();
        float[] image = Floats.of(operands.get(0));
        float[] filter = Floats.of(operands.get(1));
        float[] result = new float[y.intSize()];
        int outChannels = y.intDim(1);
        int channels = w.intDim(1);
        int height = y.intDim(2);
        int width = y.intDim(3);
        for (int n = 0; n < y.intDim(0); n++) {
            for (int o = 0; o < outChannels; o++) {
                int group = o / (outChannels / geometry.groups());
                int plane = (n * x.intDim(1) + group * channels) * x.intDim(2) * x.intDim(3);
                int weights = o * channels * w.intDim(2) * w.intDim(3);
                for (int row = 0; row < height; row++) {
                    for (int column = 0; column < width; column++) {
                        result[((n * outChannels + o) * height + row) * width + column] =
                                (float) at(image, plane, filter, weights, x, w, row, column);
                    }
                }
            }
        }
        Floats.store(result, results.get(0));
    }

    /** One element of the result: the filter at one place of the image. */
    private double at(float[] image, int plane, float[] filter, int weights, Shape x, Shape w, int row, int column) {
        int kernelHeight = w.intDim(2);
        int kernelWidth = w.intDim(3);
        int top = row * geometry.strides().get(0) - geometry.padLow().get(0);
        int left = column * geometry.strides().get(1) - geometry.padLow().get(1);
        double sum = 0;
        for (int c = 0; c < w.intDim(1); c++) {
            for (int i = 0; i < kernelHeight; i++) {
                int h = top + i * geometry.dilations().get(0);
                if (h < 0 || h >= x.intDim(2)) {
                    continue;
                }
                for (int j = 0; j < kernelWidth; j++) {
                    int v = left + j * geometry.dilations().get(1);
                    if (v >= 0 && v < x.intDim(3)) {
                        sum += (double) image[plane + (c * x.intDim(2) + h) * x.intDim(3) + v]
                                * filter[weights + (c * kernelHeight + i) * kernelWidth + j];
                    }
                }
            }
        }
        return sum;
    }
}
