package org.neocog.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.TensorType;

/** The checks that shape rules share. */
final class Operands {
    private Operands() {}

    /** C1 of every op. */
    static void count(Op op, List<TensorType> operands, int count) {
        String rule = count == 1 ? "takes 1 operand" : "takes " + count + " operands";
        GraphException.require(operands.size() == count, op.name(), "C1", rule, "operands", operands.size());
    }

    static void floating(Op op, String label, TensorType operand) {
        GraphException.require(
                operand.element().isFloating(),
                op.name(),
                label,
                "the element type must be floating",
                "operand",
                operand);
    }

    static void equal(Op op, String label, TensorType first, TensorType second) {
        GraphException.require(
                first.equals(second),
                op.name(),
                label,
                "the operands must have equal types",
                "first",
                first,
                "second",
                second);
    }

    static void sameElement(Op op, String label, List<TensorType> operands) {
        GraphException.require(
                operands.stream().map(TensorType::element).distinct().count() <= 1,
                op.name(),
                label,
                "the operands must have one element type",
                "operands",
                operands);
    }

    static void pair(Op op, String label, List<TensorType> operands) {
        GraphException.require(
                operands.size() == 2
                        && operands.get(0).element() == operands.get(1).element()
                        && operands.get(0).element().isFloating(),
                op.name(),
                label,
                "takes two operands of one floating element type",
                "operands",
                operands);
    }

    static void shape(Op op, String label, String what, TensorType operand, TensorType expected) {
        GraphException.require(
                operand.equals(expected), op.name(), label, what + " must be " + expected, what, operand);
    }

    static void axis(Op op, String label, int axis, int rank) {
        GraphException.require(
                axis >= 0 && axis < rank,
                op.name(),
                label,
                "the axis must be within the rank",
                "axis",
                axis,
                "rank",
                rank);
    }

    /** Gradients of operands, null where nothing flows. */
    static List<@Nullable Value> list(@Nullable Value... gradients) {
        return Collections.unmodifiableList(new ArrayList<>(Arrays.asList(gradients)));
    }

    /** No gradient for any of {@code count} operands. */
    static List<@Nullable Value> none(int count) {
        return Collections.nCopies(count, null);
    }
}
