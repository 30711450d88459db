package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Ops that combine the elements along some dimensions, which the result does not have any more. */
public sealed interface ReductionOp extends Op {

    /**
     * Sum, maximum or minimum over {@code axes}. Of no elements the sum is 0, the maximum negative and the minimum
     * positive infinity. Maximum and minimum are NaN if any element is.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: floating element type.
     *   <li>C3: axes ascend, without repetition, within the rank.
     * </ul>
     *
     * <p>Result: the operand's dimensions but {@code axes}. The gradient of maximum and minimum is shared equally by
     * all elements that attain it.
     */
    record Reduce(ReduceFunction function, List<Integer> axes) implements ReductionOp {
        public Reduce {
            axes = List.copyOf(axes);
        }

        @Override
        public String name() {
            return "reduce_" + function.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            TensorType x = operands.get(0);
            Operands.floating(this, "C2", x);
            for (int i = 0; i < axes.size(); i++) {
                boolean ascends = i == 0 || axes.get(i) > axes.get(i - 1);
                GraphException.require(
                        ascends && axes.get(i) >= 0 && axes.get(i) < x.shape().rank(),
                        name(),
                        "C3",
                        "axes must ascend within the rank",
                        "axes",
                        axes,
                        "operand",
                        x);
            }
            return List.of(new TensorType(x.element(), kept(x.shape())));
        }

        private Shape kept(Shape shape) {
            return Shape.of(
                    keptAxes(shape.rank()).stream().mapToLong(shape::dim).toArray());
        }

        private List<Integer> keptAxes(int rank) {
            List<Integer> kept = new ArrayList<>();
            for (int axis = 0; axis < rank; axis++) {
                if (!axes.contains(axis)) {
                    kept.add(axis);
                }
            }
            return kept;
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value x = context.in(0);
            List<Integer> kept = keptAxes(x.shape().rank());
            Value spread = b.broadcast(context.grad(), x.shape(), kept);
            if (function == ReduceFunction.SUM) {
                return Operands.list(spread);
            }
            Value attained =
                    b.cast(b.compare(Comparison.EQUAL, x, b.broadcast(context.out(0), x.shape(), kept)), x.element());
            Value count = b.broadcast(b.reduceSum(attained, axes), x.shape(), kept);
            return Operands.list(b.multiply(spread, b.divide(attained, count)));
        }
    }

    /**
     * Index, along one axis, of the first greatest element; NaN counts as greater than all numbers.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: axis within the rank.
     *   <li>C3: the axis has at least one element.
     * </ul>
     *
     * <p>Result: int32, the operand's dimensions but {@code axis}. No gradient.
     */
    record ArgMax(int axis) implements ReductionOp {
        @Override
        public String name() {
            return "arg_max";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            Shape shape = operands.get(0).shape();
            Operands.axis(this, "C2", axis, shape.rank());
            GraphException.require(
                    shape.dim(axis) > 0, name(), "C3", "the axis must have an element", "axis", axis, "shape", shape);
            return List.of(new TensorType(
                    ElementType.INT32, shape.range(0, axis).concat(shape.range(axis + 1, shape.rank()))));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.none(1);
        }
    }

    /** How {@link Reduce} combines. */
    enum ReduceFunction {
        SUM,
        MAX,
        MIN
    }
}
