package org.neocog.backend.onednn;

import java.util.List;
import org.neocog.graph.Node;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link ShapeOp}: strided copies in the layout that the operand has; gather and scatter-add choose by index. */
final class ShapeLowering {
    private ShapeLowering() {}

    static void lower(Lowering to, ShapeOp op, Node node) {
        if (op instanceof ShapeOp.Reshape) {
            Operand x = to.held(node.input(0), Layout.PLAIN);
            to.define(node.output(), new Operand(x.buffer(), node.output().type(), Layout.PLAIN, x.stored()));
        } else if (op instanceof ShapeOp.Transpose transpose) {
            Operand x = to.operand(node.input(0));
            long[] from = x.strides();
            long[] permuted = transpose.permutation().stream()
                    .mapToLong(axis -> from[axis])
                    .toArray();
            gather(to, node, x, 0, permuted, Layout.PLAIN);
        } else if (op instanceof ShapeOp.Slice slice) {
            slice(to, slice, node);
        } else if (op instanceof ShapeOp.Broadcast broadcast) {
            broadcast(to, broadcast, node);
        } else if (op instanceof ShapeOp.Pad pad) {
            pad(to, pad, node);
        } else if (op instanceof ShapeOp.Concatenate concatenate) {
            concatenate(to, concatenate.axis(), node);
        } else {
            index(to, op, node);
        }
    }

    /** Fills the whole result from the operand's elements at these strides. */
    private static void gather(Lowering to, Node node, Operand x, long start, long[] strides, Layout layout) {
        Operand y = to.result(node.output(), layout);
        to.add(StridedCopy.of(to.team(), x, start, strides, y, 0, y.strides(), y.shape()));
    }

    private static void slice(Lowering to, ShapeOp.Slice op, Node node) {
        Layout layout = to.layout(node.input(0));
        Operand x = to.operand(node.input(0), layout);
        long[] strides = x.strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += op.starts().get(axis) * strides[axis];
            strides[axis] *= op.strides().get(axis);
        }
        gather(to, node, x, start, strides, layout);
    }

    private static void broadcast(Lowering to, ShapeOp.Broadcast op, Node node) {
        Operand x = to.operand(node.input(0));
        Shape from = x.shape();
        long[] strides = new long[node.output().shape().rank()];
        for (int i = 0; i < from.rank(); i++) {
            strides[op.axes().get(i)] = from.dim(i) == 1 ? 0 : x.strides()[i];
        }
        gather(to, node, x, 0, strides, Layout.PLAIN);
    }

    private static void pad(Lowering to, ShapeOp.Pad op, Node node) {
        Layout layout = to.layout(node.input(0));
        Operand x = to.operand(node.input(0), layout);
        Operand y = to.result(node.output(), layout);
        to.add(new FillCommand(y, bits(y.element(), op.value())));
        if (x.size() == 0) {
            return;
        }
        long[] strides = y.strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += op.low().get(axis) * strides[axis];
            strides[axis] *= op.interior().get(axis) + 1;
        }
        to.add(StridedCopy.of(to.team(), x, 0, x.strides(), y, start, strides, x.shape()));
    }

    /** The bits of one element. */
    static long bits(ElementType element, double value) {
        return switch (element) {
            case FLOAT32 -> Float.floatToRawIntBits((float) value);
            case UINT8 -> (long) element.round(value);
            case INT32 -> (int) value;
            case INT64 -> (long) value;
            default ->
                throw new IllegalArgumentException(
                        "onednn: the element type must be one of this backend's, but element=" + element + ".");
        };
    }

    private static void concatenate(Lowering to, int axis, Node node) {
        Layout layout = Layout.PLAIN;
        for (Value part : node.inputs()) {
            if (to.layout(part) == Layout.CHANNELS_LAST) {
                layout = Layout.CHANNELS_LAST;
            }
        }
        List<Operand> parts = new java.util.ArrayList<>();
        for (Value part : node.inputs()) {
            parts.add(to.operand(part, layout));
        }
        Operand y = to.result(node.output(), layout);
        long[] strides = y.strides();
        long start = 0;
        for (Operand part : parts) {
            if (part.size() > 0) {
                to.add(StridedCopy.of(to.team(), part, 0, part.strides(), y, start, strides, part.shape()));
                start += part.shape().dim(axis) * strides[axis];
            }
        }
    }

    private static void index(Lowering to, ShapeOp op, Node node) {
        Operand x = to.plain(node.input(0));
        Operand indices = to.plain(node.input(1));
        Operand y = to.result(node.output(), Layout.PLAIN);
        if (op instanceof ShapeOp.Gather gather) {
            to.add(new IndexKernels.GatherKernel(to.team(), gather.axis(), x, indices, y));
        } else {
            to.add(new IndexKernels.ScatterAddKernel(to.team(), ((ShapeOp.ScatterAdd) op).axis(), x, indices, y));
        }
    }

    private static final class FillCommand extends Command {
        private final Buffer buffer;
        private final long count;
        private final int bytes;
        private final long bits;

        FillCommand(Operand y, long bits) {
            buffer = uses(y.buffer());
            count = y.size();
            bytes = y.element().bytes();
            this.bits = bits;
            describe("fill");
        }

        @Override
        void run() {
            Raw.fill(buffer.address(), count, bytes, bits);
        }
    }
}
