package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.TensorType;

/**
 * One operation of the closed op set, with its attributes. Immutable; equal attributes make equal ops. Provided by the
 * framework; a plug-in that needs more writes a {@link CustomOp} with a decomposition into these.
 *
 * <p>Rules for all ops: operands are never changed; what is computed from equal operands is equal (random numbers included:
 * their counter is an operand); NaN and infinity follow IEEE 754 unless the op says otherwise; a floating result is that of
 * exact arithmetic on the operands up to rounding, and the reference backend (float64 accumulation, one rounding to the element
 * type per op) is its definition.
 */
public sealed interface Op
        permits SourceOp,
                ElementwiseOp,
                ReductionOp,
                ShapeOp,
                MatrixOp,
                ConvolutionOp,
                PoolingOp,
                NormalizationOp,
                SoftmaxOp,
                RandomOp,
                CustomOp {
    /** Lower-case name with underscores, as printed and as its page in {@code docs/op/} is called. */
    String name();

    /**
     * Types of the results for operands of these types: the shape rule.
     *
     * @throws GraphException if the operands break one of the op's constraints
     */
    List<TensorType> infer(List<TensorType> operands);

    /**
     * Emits the derivative by each operand: the product of the result's gradient with the op's Jacobian.
     *
     * @return one value per operand, of the operand's type; null where nothing flows (integer operands, and operands for which
     *     {@link GradientContext#needs} is false)
     * @throws GraphException if the op has no derivative rule and one is needed
     */
    List<@Nullable Value> gradient(GradientContext context);
}
