package org.neocog.backend.opencl;

import java.math.BigInteger;
import org.neocog.backend.support.Fusions;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.Node;
import org.neocog.tensor.Shape;

/**
 * {@link ConvolutionOp} as products, one or two spatial axes as three of which the first have size 1. The gradient by the input is computed by
 * phases: positions that are equal modulo the stride meet the same part of the filter, so that nothing is multiplied in vain.
 */
final class ConvolutionLowering {
    private final Lowering to;
    private final Node node;
    private final int groups;
    private final int batch;
    private final int inChannels;
    private final int outChannels;
    private final int[] in = {1, 1, 1};
    private final int[] out = {1, 1, 1};
    private final int[] kernel = {1, 1, 1};
    private final int[] stride = {1, 1, 1};
    private final int[] dilation = {1, 1, 1};
    private final int[] low = {0, 0, 0};
    private boolean padded;

    private ConvolutionLowering(Lowering to, ConvolutionOp op, Node node, Shape x, Shape w, Shape y) {
        this.to = to;
        this.node = node;
        ConvolutionGeometry geometry = op.geometry();
        groups = geometry.groups();
        batch = x.intDim(0);
        inChannels = w.intDim(1);
        outChannels = w.intDim(0) / groups;
        for (int axis = 0; axis < geometry.spatialRank(); axis++) {
            int a = axis + 3 - geometry.spatialRank();
            in[a] = x.intDim(axis + 2);
            out[a] = y.intDim(axis + 2);
            kernel[a] = w.intDim(axis + 2);
            stride[a] = geometry.strides().get(axis);
            dilation[a] = geometry.dilations().get(axis);
            low[a] = geometry.padLow().get(axis);
            padded |= low[a] > 0 || geometry.padHigh().get(axis) > 0;
        }
    }

    static void lower(Lowering to, ConvolutionOp op, Node node) {
        Shape first = node.input(0).shape();
        Shape second = node.input(1).shape();
        Shape result = node.output().shape();
        if (op instanceof ConvolutionOp.Convolution) {
            new ConvolutionLowering(to, op, node, first, second, result).forward();
        } else if (op instanceof ConvolutionOp.ConvolutionInputGradient) {
            new ConvolutionLowering(to, op, node, result, second, first).inputGradient();
        } else {
            new ConvolutionLowering(to, op, node, first, result, second).filterGradient();
        }
    }

    private static int volume(int[] sizes) {
        return sizes[0] * sizes[1] * sizes[2];
    }

    private static void strides(int[] sizes, int[] into) {
        into[2] = 1;
        into[1] = sizes[2];
        into[0] = sizes[1] * sizes[2];
    }

    private static void copy(int[] from, int[] into) {
        System.arraycopy(from, 0, into, 0, from.length);
    }

    private Product product() {
        Product product = new Product(to, node.output().element());
        product.groups = groups;
        product.padded = padded;
        return product;
    }

    private void forward() {
        Product p = product();
        p.rows = outChannels;
        p.laneOuter = batch;
        p.redOuter = inChannels;
        copy(out, p.laneSize);
        copy(kernel, p.redSize);
        copy(in, p.bound);
        copy(stride, p.laneStep);
        copy(dilation, p.redStep);
        for (int a = 0; a < 3; a++) {
            p.start[a] = -low[a];
        }
        input(p, true);
        p.aRow = inChannels * volume(kernel);
        p.aRed = volume(kernel);
        strides(kernel, p.aStride);
        p.aGroup = outChannels * inChannels * volume(kernel);
        p.dstRow = volume(out);
        p.dstLane = groups * outChannels * volume(out);
        strides(out, p.dstStride);
        p.dstGroup = outChannels * volume(out);
        p.biasGroup = outChannels;
        Fusions.Tail tail = to.fusions().tail(node);
        Buffer x = to.operand(node.input(0));
        Buffer w = to.operand(node.input(1));
        Product.Epilogue epilogue = epilogue(tail);
        p.launch(w, x, to.result(tail.result()), epilogue);
    }

    /** The input as source, walked by outer lanes (examples) or, in the filter's gradient, by outer terms. */
    private void input(Product p, boolean lanesAreExamples) {
        int example = groups * inChannels * volume(in);
        p.srcLane = lanesAreExamples ? example : volume(in);
        p.srcRed = lanesAreExamples ? volume(in) : example;
        strides(in, p.srcStride);
        p.srcGroup = inChannels * volume(in);
        p.srcSize = batch * example;
    }

    private Product.Epilogue epilogue(Fusions.Tail tail) {
        Buffer bias = tail.bias() == null ? null : to.operand(tail.bias());
        Buffer scale = null;
        Node normalization = tail.normalization();
        if (normalization != null) {
            Buffer[] affine = NormalizationLowering.affine(to, normalization);
            scale = affine[0];
            bias = bias == null ? affine[1] : folded(bias, affine, normalization);
        }
        Buffer sum = tail.sum() == null ? null : to.operand(tail.sum());
        return new Product.Epilogue(bias, false, scale, sum, tail.relu());
    }

    /** The offset that a bias and a normalization behind it have together. */
    private Buffer folded(Buffer bias, Buffer[] affine, Node normalization) {
        int channels = (int) normalization.input(1).type().size();
        Buffer scaled = to.derived(normalization.input(1).type().bytes());
        Buffer both = to.derived(normalization.input(1).type().bytes());
        to.derive(binary("binary_multiply", bias, affine[0], scaled, channels));
        to.derive(binary("binary_add", scaled, affine[1], both, channels));
        return both;
    }

    private Launch binary(String name, Buffer a, Buffer b, Buffer y, int size) {
        return to.kernel("elementwise", name, node.output().element())
                .buffer(a)
                .buffer(b)
                .buffer(y)
                .numbers(size)
                .elements(size, 1);
    }

    private void filterGradient() {
        Product p = product();
        p.rows = outChannels;
        p.laneOuter = inChannels;
        p.redOuter = batch;
        copy(kernel, p.laneSize);
        copy(out, p.redSize);
        copy(in, p.bound);
        copy(dilation, p.laneStep);
        copy(stride, p.redStep);
        for (int a = 0; a < 3; a++) {
            p.start[a] = -low[a];
        }
        input(p, false);
        p.aRow = volume(out);
        p.aRed = groups * outChannels * volume(out);
        strides(out, p.aStride);
        p.aGroup = outChannels * volume(out);
        p.dstRow = inChannels * volume(kernel);
        p.dstLane = volume(kernel);
        strides(kernel, p.dstStride);
        p.dstGroup = outChannels * inChannels * volume(kernel);
        p.dstSize = groups * p.dstGroup;
        p.mayBeSplit = true;
        Buffer x = to.operand(node.input(0));
        Buffer dy = to.operand(node.input(1));
        p.launch(dy, x, to.result(node.output()), Product.Epilogue.NONE);
    }

    // ---- the gradient by the input

    /** One axis of one phase: positions phase + stride u meet the filter's entries first + step t at output positions u + start - t outStep. */
    private record Phase(int phase, int positions, int first, int step, int taps, int start, int outStep) {}

    private void inputGradient() {
        Buffer dy = to.operand(node.input(0));
        Buffer w = byInChannels(to.operand(node.input(1)));
        Buffer dx = to.result(node.output());
        for (int d = 0; d < Math.min(stride[0], in[0]); d++) {
            for (int h = 0; h < Math.min(stride[1], in[1]); h++) {
                for (int v = 0; v < Math.min(stride[2], in[2]); v++) {
                    phase(new Phase[] {axis(0, d), axis(1, h), axis(2, v)}, dy, w, dx);
                }
            }
        }
    }

    /** The filter with input channels before output channels, so that the terms of a row lie one behind the other. */
    private Buffer byInChannels(Buffer w) {
        if (inChannels == 1 || outChannels == 1) {
            return w;
        }
        long taps = volume(kernel);
        long group = outChannels * inChannels * taps;
        Buffer turned = Buffer.planned(node.input(1).type().bytes());
        to.add(StridedCopy.of(
                to,
                node.output().element(),
                w,
                0,
                new long[] {group, inChannels * taps, taps, 1},
                turned,
                0,
                new long[] {group, taps, outChannels * taps, 1},
                new long[] {groups, outChannels, inChannels, taps}));
        return turned;
    }

    private Phase axis(int a, int phase) {
        int step = stride[a]
                / BigInteger.valueOf(stride[a])
                        .gcd(BigInteger.valueOf(dilation[a]))
                        .intValue();
        int positions = (in[a] - phase + stride[a] - 1) / stride[a];
        for (int first = 0; first < Math.min(step, kernel[a]); first++) {
            int room = phase + low[a] - first * dilation[a];
            if (Math.floorMod(room, stride[a]) == 0) {
                int taps = (kernel[a] - first + step - 1) / step;
                return new Phase(phase, positions, first, step, taps, room / stride[a], step * dilation[a] / stride[a]);
            }
        }
        return new Phase(phase, positions, 0, 1, 0, 0, 0);
    }

    private void phase(Phase[] axes, Buffer dy, Buffer w, Buffer dx) {
        Product p = product();
        p.padded = true;
        p.rows = inChannels;
        p.laneOuter = batch;
        p.redOuter = outChannels;
        int[] inStride = new int[3];
        int[] kernelStride = new int[3];
        strides(in, inStride);
        strides(kernel, kernelStride);
        for (int a = 0; a < 3; a++) {
            Phase axis = axes[a];
            p.laneSize[a] = axis.positions;
            p.redSize[a] = axis.taps;
            p.redStep[a] = -axis.outStep;
            p.start[a] = axis.start;
            p.aStride[a] = axis.step * kernelStride[a];
            p.aStart += axis.first * kernelStride[a];
            p.dstStride[a] = stride[a] * inStride[a];
            p.dstStart += axis.phase * inStride[a];
        }
        copy(out, p.bound);
        p.srcLane = groups * outChannels * volume(out);
        p.srcRed = volume(out);
        strides(out, p.srcStride);
        p.srcGroup = outChannels * volume(out);
        p.srcSize = batch * p.srcLane;
        p.aRow = outChannels * volume(kernel);
        p.aRed = volume(kernel);
        p.aGroup = outChannels * inChannels * volume(kernel);
        p.dstRow = volume(in);
        p.dstLane = groups * inChannels * volume(in);
        p.dstGroup = inChannels * volume(in);
        p.launch(w, dy, dx, Product.Epilogue.NONE);
    }
}
