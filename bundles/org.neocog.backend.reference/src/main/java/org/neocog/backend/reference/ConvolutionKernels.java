package org.neocog.backend.reference;

import java.util.Arrays;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * {@link ConvolutionOp}, with one or two spatial axes as three of which the first have size 1. Padding contributes nothing: positions outside
 * the input are left out, whatever the filter holds there.
 *
 * <p>Letters: n example, o output channel, c input channel of the group, d/h/w depth, height, width; i a position of the input, p of the
 * output, k of the filter: kd, kh, kw.
 */
final class ConvolutionKernels {
    private ConvolutionKernels() {}

    static Kernel of(ConvolutionOp op, Bound bound) {
        if (op instanceof ConvolutionOp.Convolution) {
            return new Forward(new Sizes(op.geometry(), bound.inShape(0), bound.inShape(1), bound.outShape(0)), bound);
        }
        if (op instanceof ConvolutionOp.ConvolutionInputGradient) {
            return new InputGradient(
                    new Sizes(op.geometry(), bound.outShape(0), bound.inShape(1), bound.inShape(0)), bound);
        }
        return new FilterGradient(
                new Sizes(op.geometry(), bound.inShape(0), bound.outShape(0), bound.inShape(1)), bound);
    }

    /** The sizes of all three operands of a convolution. */
    private static final class Sizes {
        final int batch;
        final int groups;
        /** Channels of one group. */
        final int inChannels;

        final int outChannels;
        final Windows depth;
        final Windows height;
        final Windows width;
        /** Elements of one channel. */
        final int inPlane;

        final int outPlane;
        final int kernel;

        Sizes(ConvolutionGeometry geometry, Shape input, Shape filter, Shape output) {
            batch = input.intDim(0);
            groups = geometry.groups();
            inChannels = filter.intDim(1);
            outChannels = filter.intDim(0) / groups;
            depth = axis(0, geometry, input, filter, output);
            height = axis(1, geometry, input, filter, output);
            width = axis(2, geometry, input, filter, output);
            inPlane = depth.in() * height.in() * width.in();
            outPlane = depth.out() * height.out() * width.out();
            kernel = depth.size() * height.size() * width.size();
        }

        /** Axis 0, 1 or 2 of depth, height and width. */
        private static Windows axis(int which, ConvolutionGeometry geometry, Shape input, Shape filter, Shape output) {
            int axis = which - (3 - geometry.spatialRank());
            if (axis < 0) {
                return Windows.NONE;
            }
            return new Windows(
                    input.intDim(axis + 2),
                    output.intDim(axis + 2),
                    filter.intDim(axis + 2),
                    geometry.strides().get(axis),
                    geometry.dilations().get(axis),
                    geometry.padLow().get(axis));
        }

        int allInChannels() {
            return groups * inChannels;
        }

        int allOutChannels() {
            return groups * outChannels;
        }

        /** Multiplications of the whole convolution, about. */
        long multiplications() {
            return (long) batch * allOutChannels() * outPlane * inChannels * kernel;
        }

        /** Start of a row of the input, before its column offset; n and c over all channels. */
        int inRow(int n, int c, int id, int ih) {
            return (((n * allInChannels() + c) * depth.in() + id) * height.in() + ih) * width.in();
        }

        /** Start of a row of the output; o over all channels. */
        int outRow(int n, int o, int pd, int ph) {
            return (((n * allOutChannels() + o) * depth.out() + pd) * height.out() + ph) * width.out();
        }

        /** Place of a weight; o over all channels, c within its group. */
        int weight(int o, int c, int kd, int kh, int kw) {
            return (((o * inChannels + c) * depth.size() + kd) * height.size() + kh) * width.size() + kw;
        }
    }

    /** One task per example and output channel: rows of x are added to rows of y, weighted by the filter. */
    private static final class Forward extends Kernel {
        private final Sizes s;
        private final ElementType element;
        private final double[] x;
        private final double[] w;
        private final double[] y;
        private final Taps[] taps;

        Forward(Sizes s, Bound bound) {
            super(s.batch * s.allOutChannels(), (long) s.outPlane * s.inChannels * s.kernel);
            this.s = s;
            element = bound.element();
            x = bound.in(0);
            w = bound.in(1);
            y = bound.out(0);
            taps = bound.taps(s.inChannels * s.depth.size() * s.height.size());
        }

        @Override
        public void run(int index, int worker) {
            int n = index / s.allOutChannels();
            int o = index % s.allOutChannels();
            int start = index * s.outPlane;
            Arrays.fill(y, start, start + s.outPlane, 0);
            for (int kw = 0; kw < s.width.size(); kw++) {
                addColumn(n, o, kw, taps[worker]);
            }
            Rounding.round(element, y, start, start + s.outPlane);
        }

        /** Adds what the weights of column kw contribute. All rows that see the same rows of the filter share the taps. */
        private void addColumn(int n, int o, int kw, Taps rows) {
            int first = s.width.firstOutput(kw);
            int columns = s.width.endOutput(kw) - first;
            int column = s.width.input(first, kw);
            int group = o / s.outChannels * s.inChannels;
            int known = -1;
            for (int pd = 0; pd < s.depth.out() && columns > 0; pd++) {
                for (int ph = 0; ph < s.height.out(); ph++) {
                    int seen = seen(pd, ph);
                    if (seen != known) {
                        collect(o, pd, ph, kw, rows);
                        known = seen;
                    }
                    int from = s.inRow(n, group, s.depth.input(pd, 0), s.height.input(ph, 0)) + column;
                    rows.addTo(y, s.outRow(n, o, pd, ph) + first, 1, x, from, s.width.stride(), columns);
                }
            }
        }

        /** A number for the ranges of kd and kh that lie within the input. */
        private int seen(int pd, int ph) {
            int kernelRows = s.height.size() + 1;
            int ofDepth = s.depth.firstOffset(pd) * (s.depth.size() + 1) + s.depth.endOffset(pd);
            return (ofDepth * kernelRows + s.height.firstOffset(ph)) * kernelRows + s.height.endOffset(ph);
        }

        private void collect(int o, int pd, int ph, int kw, Taps rows) {
            rows.clear();
            int depthEnd = s.depth.endOffset(pd);
            int heightEnd = s.height.endOffset(ph);
            for (int c = 0; c < s.inChannels; c++) {
                for (int kd = s.depth.firstOffset(pd); kd < depthEnd; kd++) {
                    for (int kh = s.height.firstOffset(ph); kh < heightEnd; kh++) {
                        int offset = s.inRow(0, c, kd * s.depth.dilation(), kh * s.height.dilation());
                        rows.add(w[s.weight(o, c, kd, kh, kw)], offset);
                    }
                }
            }
        }
    }

    /** One task per example and input channel: rows of dy are added to rows of dx, weighted by the filter. */
    private static final class InputGradient extends Kernel {
        private final Sizes s;
        private final ElementType element;
        private final double[] dy;
        private final double[] w;
        private final double[] dx;
        private final Taps[] taps;

        InputGradient(Sizes s, Bound bound) {
            super(s.batch * s.allInChannels(), (long) s.outPlane * s.outChannels * s.kernel);
            this.s = s;
            element = bound.element();
            dy = bound.in(0);
            w = bound.in(1);
            dx = bound.out(0);
            taps = bound.taps(s.outChannels);
        }

        @Override
        public void run(int index, int worker) {
            int n = index / s.allInChannels();
            int c = index % s.allInChannels();
            int start = index * s.inPlane;
            Arrays.fill(dx, start, start + s.inPlane, 0);
            for (int kd = 0; kd < s.depth.size(); kd++) {
                for (int kh = 0; kh < s.height.size(); kh++) {
                    for (int kw = 0; kw < s.width.size(); kw++) {
                        addWeight(n, c, kd, kh, kw, taps[worker]);
                    }
                }
            }
            Rounding.round(element, dx, start, start + s.inPlane);
        }

        /** Adds what the weights at (kd, kh, kw) contribute, of all output channels of the group. */
        private void addWeight(int n, int c, int kd, int kh, int kw, Taps channels) {
            int group = c / s.inChannels * s.outChannels;
            channels.clear();
            for (int o = 0; o < s.outChannels; o++) {
                channels.add(w[s.weight(group + o, c % s.inChannels, kd, kh, kw)], o * s.outPlane);
            }
            int first = s.width.firstOutput(kw);
            int columns = s.width.endOutput(kw) - first;
            int column = s.width.input(first, kw);
            int depthEnd = s.depth.endOutput(kd);
            int heightEnd = s.height.endOutput(kh);
            for (int pd = s.depth.firstOutput(kd); pd < depthEnd && columns > 0; pd++) {
                for (int ph = s.height.firstOutput(kh); ph < heightEnd; ph++) {
                    int to = s.inRow(n, c, s.depth.input(pd, kd), s.height.input(ph, kh)) + column;
                    int from = s.outRow(n, group, pd, ph) + first;
                    channels.addTo(dx, to, s.width.stride(), dy, from, 1, columns);
                }
            }
        }
    }

    /** One task per kd, kh, input channel and four output channels: rows of x times rows of dy, over all examples in order. */
    private static final class FilterGradient extends Kernel {
        private static final int BLOCK = 4;

        private final Sizes s;
        private final ElementType element;
        private final double[] x;
        private final double[] dy;
        private final double[] dw;
        private final int blocks;
        private final double[][] sums;

        FilterGradient(Sizes s, Bound bound) {
            super(tasks(s), s.multiplications() / Math.max(1, tasks(s)));
            this.s = s;
            element = bound.element();
            x = bound.in(0);
            dy = bound.in(1);
            dw = bound.out(0);
            blocks = blocks(s);
            sums = bound.scratch(BLOCK);
        }

        private static int blocks(Sizes s) {
            return (s.outChannels + BLOCK - 1) / BLOCK;
        }

        private static int tasks(Sizes s) {
            return s.groups * blocks(s) * s.inChannels * s.depth.size() * s.height.size();
        }

        @Override
        public void run(int index, int worker) {
            int rest = index;
            int kh = rest % s.height.size();
            rest /= s.height.size();
            int kd = rest % s.depth.size();
            rest /= s.depth.size();
            int c = rest % s.inChannels;
            rest /= s.inChannels;
            int group = rest / blocks;
            int withinGroup = rest % blocks * BLOCK;
            int channels = Math.min(BLOCK, s.outChannels - withinGroup);
            int o = group * s.outChannels + withinGroup;
            for (int kw = 0; kw < s.width.size(); kw++) {
                double[] sum = sums[worker];
                Arrays.fill(sum, 0);
                addAll(sum, channels, o, group * s.inChannels + c, kd, kh, kw);
                for (int j = 0; j < channels; j++) {
                    dw[s.weight(o + j, c, kd, kh, kw)] = element.round(sum[j]);
                }
            }
        }

        /** Adds the products for weights o, o + 1, .. at (kd, kh, kw); c over all channels. */
        private void addAll(double[] sum, int channels, int o, int c, int kd, int kh, int kw) {
            int first = s.width.firstOutput(kw);
            int columns = s.width.endOutput(kw) - first;
            int column = s.width.input(first, kw);
            int depthEnd = s.depth.endOutput(kd);
            int heightEnd = s.height.endOutput(kh);
            for (int n = 0; n < s.batch && columns > 0; n++) {
                for (int pd = s.depth.firstOutput(kd); pd < depthEnd; pd++) {
                    for (int ph = s.height.firstOutput(kh); ph < heightEnd; ph++) {
                        int xAt = s.inRow(n, c, s.depth.input(pd, kd), s.height.input(ph, kh)) + column;
                        int dyAt = s.outRow(n, o, pd, ph) + first;
                        Taps.dot(sum, channels, x, xAt, s.width.stride(), dy, dyAt, s.outPlane, columns);
                    }
                }
            }
        }
    }
}
