package org.neocog.graph;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/**
 * Ops that compute every element of the result from the elements of the operands at the same place. Nothing
 * broadcasts implicitly.
 */
public sealed interface ElementwiseOp extends Op {

    /**
     * {@code y[i] = f(x[i])}.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: floating element type.
     * </ul>
     *
     * <p>Result: the operand's type.
     */
    record Unary(UnaryFunction function) implements ElementwiseOp {
        @Override
        public String name() {
            return function.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            Operands.floating(this, "C2", operands.get(0));
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return List.of(function.gradient(context.builder(), context.in(0), context.out(0), context.grad()));
        }
    }

    /**
     * {@code y[i] = f(a[i], b[i])}.
     *
     * <ul>
     *   <li>C1: two operands.
     *   <li>C2: floating element type.
     *   <li>C3: equal types.
     * </ul>
     *
     * <p>Result: the operands' type.
     */
    record Binary(BinaryFunction function) implements ElementwiseOp {
        @Override
        public String name() {
            return function.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 2);
            Operands.floating(this, "C2", operands.get(0));
            Operands.equal(this, "C3", operands.get(0), operands.get(1));
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return function.gradient(context);
        }
    }

    /**
     * {@code y[i] = a[i] <op> b[i] ? 1 : 0}, as uint8. Every comparison with NaN is 0, but {@code not_equal}, which
     * is 1.
     *
     * <ul>
     *   <li>C1: two operands.
     *   <li>C2: equal types.
     * </ul>
     *
     * <p>Result: uint8 of the same shape. No gradient.
     */
    record Compare(Comparison comparison) implements ElementwiseOp {
        @Override
        public String name() {
            return "compare";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 2);
            Operands.equal(this, "C2", operands.get(0), operands.get(1));
            return List.of(new TensorType(ElementType.UINT8, operands.get(0).shape()));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.none(2);
        }
    }

    /**
     * {@code y[i] = mask[i] != 0 ? a[i] : b[i]}; what is not chosen does not matter, NaN included.
     *
     * <ul>
     *   <li>C1: three operands.
     *   <li>C2: the mask is uint8.
     *   <li>C3: a and b have equal types.
     *   <li>C4: the mask has their shape.
     * </ul>
     *
     * <p>Result: a's type.
     */
    record Select() implements ElementwiseOp {
        @Override
        public String name() {
            return "select";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 3);
            TensorType mask = operands.get(0);
            GraphException.require(
                    mask.element() == ElementType.UINT8, name(), "C2", "the mask must be uint8", "mask", mask);
            Operands.equal(this, "C3", operands.get(1), operands.get(2));
            GraphException.require(
                    mask.shape().equals(operands.get(1).shape()),
                    name(),
                    "C4",
                    "the mask must have the shape of the choices",
                    "mask",
                    mask,
                    "choice",
                    operands.get(1));
            return List.of(operands.get(1));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            if (!context.in(1).element().isFloating()) {
                return Operands.none(3);
            }
            Value zeros = b.zeros(context.grad().type());
            return Operands.list(
                    null,
                    context.needs(1) ? b.select(context.in(0), context.grad(), zeros) : null,
                    context.needs(2) ? b.select(context.in(0), zeros, context.grad()) : null);
        }
    }

    /**
     * Converts the element type as {@link ElementType#round} does: floating types round to nearest even, integer
     * types truncate and saturate, NaN becomes integer 0.
     *
     * <ul>
     *   <li>C1: one operand.
     * </ul>
     *
     * <p>Result: the operand's shape. The gradient is cast back; none flows through integer types.
     */
    record Cast(ElementType to) implements ElementwiseOp {
        @Override
        public String name() {
            return "cast";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            return List.of(new TensorType(to, operands.get(0).shape()));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            ElementType from = context.in(0).element();
            return Operands.list(
                    from.isFloating() && to.isFloating() ? context.builder().cast(context.grad(), from) : null);
        }
    }

    /** How {@link Compare} compares. */
    enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        /** The definition of the comparison. */
        public boolean holds(double a, double b) {
            return switch (this) {
                case EQUAL -> a == b;
                case NOT_EQUAL -> a != b;
                case LESS -> a < b;
                case LESS_OR_EQUAL -> a <= b;
                case GREATER -> a > b;
                case GREATER_OR_EQUAL -> a >= b;
            };
        }
    }
}
