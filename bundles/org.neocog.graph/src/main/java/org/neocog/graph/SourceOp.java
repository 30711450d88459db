package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.TensorType;

/** Ops without operands: where values come from. */
public sealed interface SourceOp extends Op {
    /** Type of what it gives. */
    TensorType type();

    @Override
    default List<TensorType> infer(List<TensorType> operands) {
        GraphException.require(operands.isEmpty(), name(), "C1", "takes no operands", "operands", operands.size());
        return List.of(type());
    }

    @Override
    default List<@Nullable Value> gradient(GradientContext context) {
        return List.of();
    }

    /**
     * What is fed into a step under a name.
     *
     * <ul>
     *   <li>C1: no operands.
     * </ul>
     */
    record Input(String input, TensorType type) implements SourceOp {
        @Override
        public String name() {
            return "input";
        }
    }

    /**
     * The value of a variable before the step.
     *
     * <ul>
     *   <li>C1: no operands.
     * </ul>
     */
    record Read(Variable variable) implements SourceOp {
        @Override
        public String name() {
            return "read";
        }

        @Override
        public TensorType type() {
            return variable.type();
        }
    }

    /**
     * Fixed numbers.
     *
     * <ul>
     *   <li>C1: no operands.
     * </ul>
     */
    record Constant(ConstantData data) implements SourceOp {
        @Override
        public String name() {
            return "constant";
        }

        @Override
        public TensorType type() {
            return data.type();
        }
    }
}
