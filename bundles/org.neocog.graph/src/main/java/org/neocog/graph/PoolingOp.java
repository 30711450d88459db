package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * Windows slid over one to three spatial dimensions of {@code [N, C, spatial..]}, channel by channel, and their
 * gradients.
 *
 * <p>Constraints of all:
 *
 * <ul>
 *   <li>C1: number of operands, one floating element type.
 *   <li>C2: the rank is that of the window plus 2, which has 1 to 3.
 *   <li>C3: sizes and strides of at least 1, one per axis.
 *   <li>C4: padding of at least 0; every window holds an element of the input.
 *   <li>C5: the window fits into the padded input.
 *   <li>C6 (gradients): the operands have the shapes that go with the attributes.
 * </ul>
 *
 * <p>Output size: {@code floor((in + low + high - window) / stride) + 1}.
 */
public sealed interface PoolingOp extends Op {
    PoolingWindow window();

    /** C1: the operands of one floating element type. */
    private static void requireOperands(Op op, List<TensorType> operands, int count) {
        Operands.count(op, operands, count);
        Operands.floating(op, "C1", operands.get(0));
        Operands.sameElement(op, "C1", operands);
    }

    private static void requireP(Op op, double p) {
        GraphException.require(
                p >= 1 && Double.isFinite(p), op.name(), "C7", "p must be finite and at least 1", "p", p);
    }

    private static TensorType output(PoolingOp op, TensorType input) {
        return new TensorType(input.element(), op.window().check(op.name(), input.shape()));
    }

    /**
     * Greatest element of each window, the first of equal ones (+0 and -0 are equal); padding never wins; NaN if any
     * element is NaN. Operand: x.
     */
    record MaxPool(PoolingWindow window) implements PoolingOp {
        @Override
        public String name() {
            return "max_pool";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            requireOperands(this, operands, 1);
            return List.of(output(this, operands.get(0)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.list(context.builder().maxPoolGradient(context.in(0), context.grad(), window));
        }
    }

    /**
     * Adds each element of the output's gradient to the first greatest element (row-major) of its window of x; the
     * first NaN counts as greatest. Operands: x, the output's gradient. Result: x's type. Linear in the second
     * operand; no further derivative by x.
     */
    record MaxPoolGradient(PoolingWindow window) implements PoolingOp {
        @Override
        public String name() {
            return "max_pool_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            requireOperands(this, operands, 2);
            Operands.shape(this, "C6", "the output's gradient", operands.get(1), output(this, operands.get(0)));
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            throw context.noDerivative("has no derivative of its own");
        }
    }

    /**
     * Mean of each window: the sum divided by the number of elements, which is that of the whole window if {@code
     * countPadding}, else of the elements inside the input. Operand: x.
     */
    record AveragePool(PoolingWindow window, boolean countPadding) implements PoolingOp {
        @Override
        public String name() {
            return "average_pool";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            requireOperands(this, operands, 1);
            return List.of(output(this, operands.get(0)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.list(context.builder()
                    .averagePoolGradient(context.grad(), context.in(0).shape(), window, countPadding));
        }
    }

    /**
     * The transpose of {@link AveragePool}: spreads each element over its window. Operand: the output's gradient.
     * Result: shape {@code input}.
     */
    record AveragePoolGradient(PoolingWindow window, boolean countPadding, Shape input) implements PoolingOp {
        @Override
        public String name() {
            return "average_pool_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            requireOperands(this, operands, 1);
            TensorType result = new TensorType(operands.get(0).element(), input);
            Operands.shape(this, "C6", "the output's gradient", operands.get(0), output(this, result));
            return List.of(result);
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.list(context.builder().averagePool(context.grad(), window, countPadding));
        }
    }

    /**
     * {@code (sum over the window of |x|^p)^(1/p)}, also where a power alone would overflow; padding counts as 0.
     * C7: p is finite and at least 1. Operand: x.
     */
    record LpPool(PoolingWindow window, double p) implements PoolingOp {
        @Override
        public String name() {
            return "lp_pool";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            requireOperands(this, operands, 1);
            requireP(this, p);
            return List.of(output(this, operands.get(0)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.list(
                    context.builder().lpPoolGradient(context.in(0), context.out(0), context.grad(), window, p));
        }
    }

    /**
     * {@code dx = sum over windows of dy sign(x) (|x| / y)^(p-1)}, 0 where y is 0. Operands: x, y, the output's
     * gradient. Result: x's type. No further derivative.
     */
    record LpPoolGradient(PoolingWindow window, double p) implements PoolingOp {
        @Override
        public String name() {
            return "lp_pool_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            requireOperands(this, operands, 3);
            requireP(this, p);
            TensorType output = output(this, operands.get(0));
            Operands.shape(this, "C6", "the output", operands.get(1), output);
            Operands.shape(this, "C6", "the output's gradient", operands.get(2), output);
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            throw context.noDerivative("has no derivative of its own");
        }
    }
}
