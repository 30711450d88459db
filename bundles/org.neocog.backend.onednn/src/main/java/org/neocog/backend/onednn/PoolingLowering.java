package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.neocog.graph.Node;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/**
 * {@link PoolingOp}, channels last. Averages are the library's; maxima are our own, because the library drops NaN and infinity and keeps indices
 * for the gradient, where comparing with the result is faster.
 */
final class PoolingLowering {
    private PoolingLowering() {}

    static void lower(Lowering to, PoolingOp op, Node node) {
        if (op instanceof PoolingOp.MaxPool) {
            Operand x = to.last(node.input(0));
            max(to, op.window(), x, to.result(node.output(), Layout.CHANNELS_LAST));
        } else if (op instanceof PoolingOp.MaxPoolGradient) {
            maxGradient(to, op.window(), node);
        } else if (op instanceof PoolingOp.AveragePool average) {
            average(to, average, node);
        } else if (op instanceof PoolingOp.AveragePoolGradient average) {
            averageGradient(to, average, node);
        } else if (op instanceof PoolingOp.LpPool lp) {
            Operand x = to.last(node.input(0));
            to.add(new LpPoolKernel(to.team(), lp.window(), lp.p(), x, to.result(node.output(), Layout.CHANNELS_LAST)));
        } else {
            PoolingOp.LpPoolGradient lp = (PoolingOp.LpPoolGradient) op;
            Operand x = to.last(node.input(0));
            Operand y = to.last(node.input(1));
            Operand dy = to.last(node.input(2));
            Operand dx = to.result(node.output(), Layout.CHANNELS_LAST);
            to.add(new LpPoolKernel.Gradient(to.team(), lp.window(), lp.p(), x, y, dy, dx));
        }
    }

    private static void maxGradient(Lowering to, PoolingWindow window, Node node) {
        Operand x = to.last(node.input(0));
        Operand dy = to.last(node.input(1));
        Operand y = greatest(to, window, node, x);
        Operand dx = to.result(node.output(), Layout.CHANNELS_LAST);
        if (HalvingGradientKernel.fits(window, x.shape())) {
            to.add(new HalvingGradientKernel(to.team(), x, y, dy, dx));
        } else if (MaxPoolPlaneGradientKernel.fits(x.shape())) {
            to.add(new MaxPoolPlaneGradientKernel(to.team(), window, x, y, dy, dx));
        } else {
            to.add(new MaxPoolGradientKernel(to.team(), window, x, y, dy, dx));
        }
    }

    /** The result of the pooling that the gradient belongs to: of the graph if it has it, else computed again. */
    private static Operand greatest(Lowering to, PoolingWindow window, Node node, Operand x) {
        for (Node reader : to.uses().readers(node.input(0))) {
            if (reader.op() instanceof PoolingOp.MaxPool pool && pool.window().equals(window)) {
                return to.last(reader.output());
            }
        }
        Value dy = node.input(1);
        Operand y = new Operand(Lowering.newBuffer(dy.type()), dy.type(), Layout.CHANNELS_LAST);
        max(to, window, x, y);
        return y;
    }

    private static void max(Lowering to, PoolingWindow window, Operand x, Operand y) {
        if (HalvingGradientKernel.fits(window, x.shape())) {
            to.add(new HalvingKernel(to.team(), x, y));
        } else {
            to.add(new MaxPoolKernel(to.team(), window, x, y));
        }
    }

    /** The window as the library wants it: size, stride, no dilation, padding before and behind. */
    private record Sizes(long[] size, long[] stride, long[] dilation, long[] low, long[] high) {
        static Sizes of(PoolingWindow window, Shape input, Shape output) {
            WindowAxis[] axes = WindowAxis.of(window, input, output);
            WindowAxis[] used = Arrays.copyOfRange(axes, 3 - window.spatialRank(), 3);
            return new Sizes(
                    Arrays.stream(used).mapToLong(WindowAxis::size).toArray(),
                    Arrays.stream(used).mapToLong(WindowAxis::stride).toArray(),
                    new long[used.length],
                    Arrays.stream(used).mapToLong(WindowAxis::low).toArray(),
                    Arrays.stream(used).mapToLong(WindowAxis::high).toArray());
        }
    }

    private static int algorithm(boolean countPadding) {
        return countPadding ? dnnl_pooling_avg_include_padding : dnnl_pooling_avg_exclude_padding;
    }

    private static dnnl_primitive_desc forward(
            Natives natives, int kind, int algorithm, dnnl_memory_desc x, dnnl_memory_desc y, Sizes sizes) {
        return natives.make(
                "average_pool",
                into -> dnnl_pooling_forward_primitive_desc_create(
                        into,
                        natives.engine(),
                        kind,
                        algorithm,
                        x,
                        y,
                        sizes.stride,
                        sizes.size,
                        sizes.dilation,
                        sizes.low,
                        sizes.high,
                        natives.plain()));
    }

    private static void average(Lowering to, PoolingOp.AveragePool op, Node node) {
        Natives natives = to.natives();
        Operand x = to.held(node.input(0), Layout.CHANNELS_LAST);
        Operand y = to.result(node.output(), Layout.CHANNELS_LAST, x.stored());
        dnnl_memory_desc xMemory = natives.describe(x);
        dnnl_memory_desc yMemory = natives.describe(y);
        Sizes sizes = Sizes.of(op.window(), x.shape(), y.shape());
        dnnl_primitive_desc description =
                forward(natives, dnnl_forward_inference, algorithm(op.countPadding()), xMemory, yMemory, sizes);
        to.add(to.primitive(description)
                .with(DNNL_ARG_SRC, xMemory, x.buffer())
                .with(DNNL_ARG_DST, yMemory, y.buffer()));
    }

    private static void averageGradient(Lowering to, PoolingOp.AveragePoolGradient op, Node node) {
        Natives natives = to.natives();
        Operand dy =
                to.wantsNarrow(node.output()) ? to.factor(node.input(0), Layout.CHANNELS_LAST) : to.last(node.input(0));
        Operand dx = to.result(node.output(), Layout.CHANNELS_LAST, dy.stored());
        dnnl_memory_desc dxMemory = natives.describe(dx);
        dnnl_memory_desc dyMemory = natives.describe(dy);
        Sizes sizes = Sizes.of(op.window(), dx.shape(), dy.shape());
        int algorithm = algorithm(op.countPadding());
        dnnl_primitive_desc hint = forward(natives, dnnl_forward_training, algorithm, dxMemory, dyMemory, sizes);
        dnnl_primitive_desc description = natives.make(
                op.name(),
                into -> dnnl_pooling_backward_primitive_desc_create(
                        into,
                        natives.engine(),
                        algorithm,
                        dxMemory,
                        dyMemory,
                        sizes.stride,
                        sizes.size,
                        sizes.dilation,
                        sizes.low,
                        sizes.high,
                        hint,
                        natives.plain()));
        to.add(to.primitive(description)
                .with(DNNL_ARG_DIFF_DST, dyMemory, dy.buffer())
                .with(DNNL_ARG_DIFF_SRC, dxMemory, dx.buffer()));
    }
}
