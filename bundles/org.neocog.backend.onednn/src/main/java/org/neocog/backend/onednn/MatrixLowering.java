package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** {@link MatrixOp}: one primitive, with the bias and the activation that follow. */
final class MatrixLowering {
    private MatrixLowering() {}

    static void lower(Lowering to, MatrixOp.Matmul op, Node node) {
        Natives natives = to.natives();
        Fusions.Tail tail = to.fusions().tail(node);
        Operand a = to.factor(node.input(0), Layout.PLAIN);
        Operand b = to.factor(node.input(1), Layout.PLAIN);
        Value bias = tail.bias();
        Operand biasOperand = bias == null ? null : to.plain(bias);
        Operand y = to.result(
                tail.result(),
                Layout.PLAIN,
                to.wantsNarrow(tail.result()) ? to.activations() : tail.result().element());
        dnnl_memory_desc aMemory = transposed(natives, a, op.transposeA());
        dnnl_memory_desc bMemory = transposed(natives, b, op.transposeB());
        dnnl_memory_desc yMemory = natives.describe(y);
        dnnl_memory_desc biasMemory =
                biasOperand == null ? null : row(natives, biasOperand, y.shape().rank());
        dnnl_primitive_attr attributes =
                tail.relu() ? natives.attributes(null, ElementwiseLowering.RELU_SLOPE) : natives.plain();
        dnnl_primitive_desc description = natives.make(
                "matmul " + a.type() + " " + b.type(),
                into -> dnnl_matmul_primitive_desc_create(
                        into, natives.engine(), aMemory, bMemory, biasMemory, yMemory, attributes));
        PrimitiveCommand command = to.primitive(description)
                .with(DNNL_ARG_SRC, aMemory, a.buffer())
                .with(DNNL_ARG_WEIGHTS, bMemory, b.buffer())
                .with(DNNL_ARG_DST, yMemory, y.buffer());
        if (biasOperand != null && biasMemory != null) {
            command.with(DNNL_ARG_BIAS, biasMemory, biasOperand.buffer());
        }
        to.add(command);
    }

    /** A vector as {@code [1, .., 1, n]}. */
    private static @Nullable dnnl_memory_desc row(Natives natives, Operand vector, int rank) {
        long[] dims = new long[rank];
        java.util.Arrays.fill(dims, 1);
        dims[rank - 1] = vector.size();
        return natives.describe(dims, Shape.of(dims).strides(), vector.stored());
    }

    private static dnnl_memory_desc transposed(Natives natives, Operand matrix, boolean transpose) {
        long[] dims = matrix.shape().dims();
        long[] strides = matrix.strides();
        if (transpose) {
            swapLast(dims);
            swapLast(strides);
        }
        return natives.describe(dims, strides, matrix.stored());
    }

    private static void swapLast(long[] values) {
        int last = values.length - 1;
        long kept = values[last];
        values[last] = values[last - 1];
        values[last - 1] = kept;
    }
}
