package org.neocog.backend.opencl;

import org.neocog.graph.Node;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link ShapeOp}: strided copies; gather and scatter-add choose by index. A reshape shares memory and copies nothing. */
final class ShapeLowering {
    private final Lowering to;
    private final Node node;
    private final Value y;

    private ShapeLowering(Lowering to, Node node) {
        this.to = to;
        this.node = node;
        y = node.output();
    }

    static void lower(Lowering to, ShapeOp op, Node node) {
        ShapeLowering lowering = new ShapeLowering(to, node);
        if (op instanceof ShapeOp.Reshape) {
            to.define(node.output(), to.operand(node.input(0)));
        } else if (op instanceof ShapeOp.Transpose transpose) {
            lowering.transpose(transpose);
        } else if (op instanceof ShapeOp.Slice slice) {
            lowering.slice(slice);
        } else if (op instanceof ShapeOp.Broadcast broadcast) {
            lowering.broadcast(broadcast);
        } else if (op instanceof ShapeOp.Pad pad) {
            lowering.pad(pad);
        } else if (op instanceof ShapeOp.Concatenate concatenate) {
            lowering.concatenate(concatenate.axis());
        } else if (op instanceof ShapeOp.Gather gather) {
            lowering.gather(gather.axis());
        } else {
            lowering.scatterAdd((ShapeOp.ScatterAdd) op);
        }
    }

    private void transpose(ShapeOp.Transpose op) {
        long[] from = node.input(0).shape().strides();
        long[] permuted =
                op.permutation().stream().mapToLong(axis -> from[axis]).toArray();
        gathering(0, permuted);
    }

    private void slice(ShapeOp.Slice op) {
        long[] strides = node.input(0).shape().strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += op.starts().get(axis) * strides[axis];
            strides[axis] *= op.strides().get(axis);
        }
        gathering(start, strides);
    }

    private void broadcast(ShapeOp.Broadcast op) {
        Shape from = node.input(0).shape();
        long[] fromStrides = from.strides();
        long[] strides = new long[y.shape().rank()];
        for (int i = 0; i < from.rank(); i++) {
            strides[op.axes().get(i)] = from.dim(i) == 1 ? 0 : fromStrides[i];
        }
        gathering(0, strides);
    }

    /** Fills the whole result in order from the operand's elements at these strides. */
    private void gathering(long from, long[] strides) {
        Shape shape = y.shape();
        Buffer x = to.operand(node.input(0));
        to.add(StridedCopy.of(to, y.element(), x, from, strides, to.result(y), 0, shape.strides(), shape.dims()));
    }

    private void pad(ShapeOp.Pad op) {
        Value x = node.input(0);
        Buffer from = to.operand(x);
        Buffer target = to.result(y);
        to.fill(target, y.element(), y.type().size(), Transfers.bits(y.element(), op.value()));
        if (x.type().size() == 0) {
            return;
        }
        long[] strides = y.shape().strides();
        long start = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            start += op.low().get(axis) * strides[axis];
            strides[axis] *= op.interior().get(axis) + 1;
        }
        to.add(StridedCopy.of(
                to,
                y.element(),
                from,
                0,
                x.shape().strides(),
                target,
                start,
                strides,
                x.shape().dims()));
    }

    private void concatenate(int axis) {
        for (Value part : node.inputs()) {
            to.operand(part);
        }
        Buffer target = to.result(y);
        long[] strides = y.shape().strides();
        long start = 0;
        for (Value part : node.inputs()) {
            Shape shape = part.shape();
            if (shape.size() > 0) {
                to.add(StridedCopy.of(
                        to, y.element(), to.operand(part), 0, shape.strides(), target, start, strides, shape.dims()));
                start += shape.dim(axis) * strides[axis];
            }
        }
    }

    private static String index(Value indices) {
        return indices.element() == ElementType.INT32 ? "int" : "long";
    }

    private void gather(int axis) {
        Shape shape = node.input(0).shape();
        int bytes = y.element().bytes();
        long missing = y.element().isFloating() ? Transfers.bits(y.element(), Double.NaN) : 0;
        if (shape.size() == 0) {
            to.operand(node.input(0));
            to.fill(to.result(y), y.element(), y.type().size(), missing);
            return;
        }
        to.add(to.kernel("movement", "gather_" + bytes + "_" + index(node.input(1)), ElementType.FLOAT32)
                .buffer(to.operand(node.input(0)))
                .buffer(to.operand(node.input(1)))
                .buffer(to.result(y))
                .numbers(
                        (int) y.type().size(),
                        shape.intDim(axis),
                        (int) node.input(1).type().size(),
                        shape.range(axis + 1, shape.rank()).intSize(),
                        (int) missing,
                        (int) (missing >>> 32))
                .elements(y.type().size(), 10));
    }

    private void scatterAdd(ShapeOp.ScatterAdd op) {
        int indices = (int) node.input(1).type().size();
        Shape shape = y.shape();
        to.add(to.kernel("reduce", "scatter_add_" + index(node.input(1)), y.element())
                .buffer(to.operand(node.input(0)))
                .buffer(to.operand(node.input(1)))
                .buffer(to.result(y))
                .numbers(
                        (int) y.type().size(),
                        (int) op.size(),
                        indices,
                        shape.range(op.axis() + 1, shape.rank()).intSize())
                .elements(y.type().size(), 2L * indices));
    }
}
