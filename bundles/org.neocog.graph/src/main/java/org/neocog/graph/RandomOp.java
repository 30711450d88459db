package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Counter-based random numbers: a function of (seed, step, site, element), equal bit for bit on every backend. */
public sealed interface RandomOp extends Op {

    /**
     * Uniform numbers in [0, 1), multiples of 2^-24: element i is word {@code i mod 4} of the {@link
     * org.neocog.tensor.Philox} block with key {@code seed} and counter {@code (i / 4, site * 2^32 + step mod 2^32)},
     * its upper 24 bits times 2^-24, rounded to the element type (bfloat16 may round up to 1). Operand: int64 {@code
     * [2]}: seed and step. No gradient.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: it is int64 {@code [2]}.
     *   <li>C3: floating result.
     * </ul>
     *
     * @param site tells the uses in one program apart
     */
    record RandomUniform(ElementType element, Shape shape, int site) implements RandomOp {
        @Override
        public String name() {
            return "random_uniform";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            Operands.shape(this, "C2", "the state", operands.get(0), TensorType.of(ElementType.INT64, 2));
            TensorType type = new TensorType(element, shape);
            Operands.floating(this, "C3", type);
            return List.of(type);
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.none(1);
        }
    }
}
