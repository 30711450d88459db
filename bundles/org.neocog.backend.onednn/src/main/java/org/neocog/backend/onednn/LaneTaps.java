package org.neocog.backend.onednn;

import org.neocog.graph.ConvolutionGeometry;
import org.neocog.tensor.Shape;

/**
 * The taps of a filter in the order in which they are summed: rows of the filter, channels, columns; and plain loops for filters and gradients that
 * are not finite, which must not be multiplied with padding.
 */
final class LaneTaps {
    private final int outs;
    private final int ins;
    private final int height;
    private final int width;
    private final int top;
    private final int left;
    private final boolean padded;
    private final int[] distances;

    private LaneTaps(Shape filter, ConvolutionGeometry geometry, LaneArray x) {
        outs = filter.intDim(0);
        ins = filter.intDim(1);
        height = filter.intDim(2);
        width = filter.intDim(3);
        top = geometry.padLow().get(0);
        left = geometry.padLow().get(1);
        padded = geometry.padLow().stream().anyMatch(pad -> pad > 0)
                || geometry.padHigh().stream().anyMatch(pad -> pad > 0);
        distances = new int[ins * height * width];
        int t = 0;
        for (int kh = 0; kh < height; kh++) {
            for (int c = 0; c < ins; c++) {
                for (int kw = 0; kw < width; kw++) {
                    distances[t++] = c * x.plane + kh * x.row + kw * x.lanes;
                }
            }
        }
    }

    static LaneTaps of(Shape filter, ConvolutionGeometry geometry, LaneArray x) {
        return new LaneTaps(filter, geometry, x);
    }

    int count() {
        return distances.length;
    }

    int[] distances() {
        return distances;
    }

    boolean isPadded() {
        return padded;
    }

    /** Where the first tap of the first column of a row reads. */
    int corner(LaneArray x, int block, int h) {
        return x.index(block, 0, h - top, -left);
    }

    static boolean isFinite(float[] numbers) {
        float sum = 0;
        for (float number : numbers) {
            sum += number * 0; // NaN where the number is not finite
        }
        return sum == 0;
    }

    /** Brings a row-major filter into tiles of channels; within a tile, all its channels for each tap. The last tile ends with the channels. */
    void pack(float[] filter, int tile, float[] packed) {
        int to = 0;
        for (int first = 0; first < outs; first += tile) {
            int from = Math.min(first, outs - tile);
            for (int kh = 0; kh < height; kh++) {
                for (int c = 0; c < ins; c++) {
                    for (int kw = 0; kw < width; kw++) {
                        int tap = (c * height + kh) * width + kw;
                        for (int i = 0; i < tile; i++) {
                            packed[to++] = filter[(from + i) * distances.length + tap];
                        }
                    }
                }
            }
        }
    }

    /** A row of the result without what lies outside of the input. */
    void convolveRow(LaneArray x, float[] filter, float[] bias, LaneArray z, int block, int h) {
        for (int o = 0; o < outs; o++) {
            for (int w = 0; w < z.width; w++) {
                for (int lane = 0; lane < z.lanes; lane++) {
                    z.data[z.index(block, o, h, w) + lane] = one(x, filter, o, bias[o], block, h, w, lane);
                }
            }
        }
    }

    private float one(LaneArray x, float[] filter, int o, float bias, int block, int h, int w, int lane) {
        float sum = bias;
        for (int kh = 0; kh < height; kh++) {
            for (int c = 0; c < ins; c++) {
                for (int kw = 0; kw < width; kw++) {
                    int xh = h + kh - top;
                    int xw = w + kw - left;
                    if (xh >= 0 && xh < x.height && xw >= 0 && xw < x.width) {
                        float tap = filter[((o * ins + c) * height + kh) * width + kw];
                        sum = Math.fma(x.data[x.index(block, c, xh, xw) + lane], tap, sum);
                    }
                }
            }
        }
        return sum;
    }

    /** The gradient of a number of the filter without what lies outside of the input. */
    float gradient(LaneArray x, LaneArray dz, int index) {
        int kw = index % width;
        int kh = index / width % height;
        int c = index / width / height % ins;
        int o = index / width / height / ins;
        double sum = 0;
        for (int n = 0; n < x.batch; n++) {
            int block = n / x.lanes;
            int lane = n % x.lanes;
            for (int h = Math.max(0, top - kh); h < Math.min(dz.height, x.height + top - kh); h++) {
                for (int w = Math.max(0, left - kw); w < Math.min(dz.width, x.width + left - kw); w++) {
                    float product = x.data[x.index(block, c, h + kh - top, w + kw - left) + lane]
                            * dz.data[dz.index(block, o, h, w) + lane];
                    sum += product;
                }
            }
        }
        return (float) sum;
    }
}
