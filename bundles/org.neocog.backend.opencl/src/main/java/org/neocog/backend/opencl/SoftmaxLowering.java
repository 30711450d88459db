package org.neocog.backend.opencl;

import org.neocog.graph.Node;
import org.neocog.graph.SoftmaxOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link SoftmaxOp}: one row of numbers that are normalized together after the other. */
final class SoftmaxLowering {
    private static final int WORK = 40;

    private SoftmaxLowering() {}

    static void lower(Lowering to, SoftmaxOp op, Node node) {
        if (op instanceof SoftmaxOp.Softmax softmax) {
            alongAxis(to, softmax.axis(), false, node);
        } else if (op instanceof SoftmaxOp.LogSoftmax softmax) {
            alongAxis(to, softmax.axis(), true, node);
        } else {
            loss(to, op, node);
        }
    }

    private static void alongAxis(Lowering to, int axis, boolean log, Node node) {
        Shape shape = node.output().shape();
        int size = shape.intDim(axis);
        int rows = (int) (shape.size() / size);
        int inner = shape.range(axis + 1, shape.rank()).intSize();
        to.add(to.kernel("softmax", "softmax", node.output().element())
                .buffer(to.operand(node.input(0)))
                .buffer(to.result(node.output()))
                .numbers(rows, size, inner, log ? 1 : 0)
                .elements(rows, (long) size * WORK));
    }

    private static void loss(Lowering to, SoftmaxOp op, Node node) {
        Shape logits = node.input(0).shape();
        boolean gradient = op instanceof SoftmaxOp.SoftmaxCrossEntropyGradient;
        boolean labels = node.input(1).element() == ElementType.INT32;
        String name = "loss_" + (labels ? "labels" : "targets") + (gradient ? "_gradient" : "");
        Launch launch = to.kernel("softmax", name, node.output().element())
                .buffer(to.operand(node.input(0)))
                .buffer(to.operand(node.input(1)));
        if (gradient) {
            launch.buffer(to.operand(node.input(2)));
        }
        to.add(launch.buffer(to.result(node.output()))
                .numbers(logits.intDim(0), logits.intDim(1))
                .elements(logits.dim(0), logits.dim(1) * WORK));
    }
}
