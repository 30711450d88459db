package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Normalized exponentials and the loss on them, computed without overflow: the greatest logit is subtracted first. */
public sealed interface SoftmaxOp extends Op {

    /**
     * {@code y = e^x / sum of e^x} along an axis.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: floating.
     *   <li>C3: axis within the rank.
     * </ul>
     */
    record Softmax(int axis) implements SoftmaxOp {
        @Override
        public String name() {
            return "softmax";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            return alongAxis(this, operands, axis);
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value y = context.out(0);
            Value dot = b.sumAlong(b.multiply(context.grad(), y), axis);
            return Operands.list(b.multiply(y, b.subtract(context.grad(), dot)));
        }
    }

    /**
     * {@code y = x - log(sum of e^x)} along an axis.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: floating.
     *   <li>C3: axis within the rank.
     * </ul>
     */
    record LogSoftmax(int axis) implements SoftmaxOp {
        @Override
        public String name() {
            return "log_softmax";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            return alongAxis(this, operands, axis);
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value total = b.sumAlong(context.grad(), axis);
            Value probabilities = b.unary(UnaryFunction.EXP, context.out(0));
            return Operands.list(b.subtract(context.grad(), b.multiply(probabilities, total)));
        }
    }

    /**
     * Loss per example: {@code y[n] = -sum over c of t[n, c] log_softmax(x)[n, c]}, where t is the target
     * distribution; of a label just {@code -log_softmax(x)[n, label]}, so that a class of logit negative infinity
     * elsewhere does no harm. A label out of range gives NaN. Operands: logits {@code [N,
     * C]}; labels int32 {@code [N]} or targets {@code [N, C]}. Result: {@code [N]}. Gradient by the logits only.
     *
     * <ul>
     *   <li>C1: two operands.
     *   <li>C2: logits floating, {@code [N, C]} with C of at least 1.
     *   <li>C3: the second operand is int32 {@code [N]} or of the logits' type.
     * </ul>
     */
    record SoftmaxCrossEntropy() implements SoftmaxOp {
        @Override
        public String name() {
            return "softmax_cross_entropy";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 2);
            return List.of(lossType(this, operands));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            if (context.needs(1)) {
                throw context.noDerivative("has no derivative by labels or targets");
            }
            return Operands.list(
                    context.builder().softmaxCrossEntropyGradient(context.in(0), context.in(1), context.grad()), null);
        }
    }

    /**
     * {@code dx[n, c] = dy[n] (softmax(x)[n, c] sum(t[n]) - t[n, c])}, of a label with t 1 there and 0 elsewhere; NaN
     * in the row of a label out of range.
     * Operands: logits, labels or targets, the gradient of the loss {@code [N]}.
     *
     * <ul>
     *   <li>C1: three operands.
     *   <li>C2, C3: as the loss.
     *   <li>C4: the gradient is {@code [N]}.
     * </ul>
     *
     * <p>No further derivative.
     */
    record SoftmaxCrossEntropyGradient() implements SoftmaxOp {
        @Override
        public String name() {
            return "softmax_cross_entropy_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 3);
            Operands.shape(this, "C4", "the gradient of the loss", operands.get(2), lossType(this, operands));
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            throw context.noDerivative("has no derivative of its own");
        }
    }

    private static List<TensorType> alongAxis(Op op, List<TensorType> operands, int axis) {
        Operands.count(op, operands, 1);
        Operands.floating(op, "C2", operands.get(0));
        Operands.axis(op, "C3", axis, operands.get(0).shape().rank());
        return List.of(operands.get(0));
    }

    private static TensorType lossType(Op op, List<TensorType> operands) {
        TensorType logits = operands.get(0);
        Operands.floating(op, "C2", logits);
        GraphException.require(
                logits.shape().rank() == 2 && logits.shape().dim(1) >= 1,
                op.name(),
                "C2",
                "logits must be [N, C] with C of at least 1",
                "logits",
                logits);
        TensorType labels =
                new TensorType(ElementType.INT32, Shape.of(logits.shape().dim(0)));
        GraphException.require(
                operands.get(1).equals(labels) || operands.get(1).equals(logits),
                op.name(),
                "C3",
                "the second operand must be labels " + labels + " or targets " + logits,
                "operand",
                operands.get(1));
        return new TensorType(logits.element(), labels.shape());
    }
}
