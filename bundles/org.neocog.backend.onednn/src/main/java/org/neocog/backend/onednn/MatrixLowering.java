package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.support.Fusions;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** {@link MatrixOp}: one primitive, with the bias and the activation that follow. */
final class MatrixLowering {
    /** Of one thread, carefully. */
    private static final long OPERATIONS_PER_NANO = 60;

    /** Nanoseconds up to which threads that are awake beat the library's. */
    private static final long SMALL = 400_000;

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
        dnnl_memory_desc biasMemory =
                biasOperand == null ? null : row(natives, biasOperand, y.shape().rank());
        dnnl_primitive_attr attributes =
                tail.relu() ? natives.attributes(null, ElementwiseLowering.RELU_SLOPE) : natives.plain();
        Product product = new Product(to, op, a, b, y, biasOperand, biasMemory, attributes);
        long work = 2 * y.size() * a.shape().dim(op.transposeA() ? -2 : -1) / OPERATIONS_PER_NANO;
        int threads = to.team().threads();
        long rows = y.shape().rank() == 2 ? y.shape().dim(0) : 0;
        if (to.staysInTeam() && work < SMALL && threads > 1 && rows >= threads) {
            SplitPrimitive split = new SplitPrimitive(to.team(), natives, work / threads);
            split.describing();
            for (int i = 0; i < threads; i++) {
                split.add(product.rows(i * rows / threads, (i + 1) * rows / threads));
            }
            split.described();
            to.add(split);
        } else {
            to.add(product.whole());
        }
    }

    /** What is to be multiplied, and with what behind it. */
    private record Product(
            Lowering to,
            MatrixOp.Matmul op,
            Operand a,
            Operand b,
            Operand y,
            @Nullable Operand bias,
            @Nullable dnnl_memory_desc biasMemory,
            dnnl_primitive_attr attributes) {
        PrimitiveCommand whole() {
            Natives natives = to.natives();
            return command(transposed(natives, a, op.transposeA()), a.buffer(), natives.describe(y), y.buffer());
        }

        /** Rows of a matrix only. */
        PrimitiveCommand rows(long first, long end) {
            Natives natives = to.natives();
            long[] strides = a.strides();
            long[] dims = a.shape().dims();
            if (op.transposeA()) {
                swapLast(strides);
                swapLast(dims);
            }
            dims[0] = end - first;
            long from = first * strides[0] * a.stored().bytes();
            long[] result = {end - first, y.shape().dim(1)};
            int bytes = y.stored().bytes();
            return command(
                    natives.describe(dims, strides, a.stored()),
                    a.buffer().part(from, a.buffer().bytes - from),
                    natives.describe(result, y.strides(), y.stored()),
                    y.buffer().part(first * result[1] * bytes, result[0] * result[1] * bytes));
        }

        private PrimitiveCommand command(
                dnnl_memory_desc aMemory, Buffer aBuffer, dnnl_memory_desc yMemory, Buffer yBuffer) {
            Natives natives = to.natives();
            dnnl_memory_desc bMemory = transposed(natives, b, op.transposeB());
            dnnl_primitive_desc description = natives.make(
                    "matmul " + a.type() + " " + b.type(),
                    into -> dnnl_matmul_primitive_desc_create(
                            into, natives.engine(), aMemory, bMemory, biasMemory, yMemory, attributes));
            PrimitiveCommand command = to.primitive(description)
                    .with(DNNL_ARG_SRC, aMemory, aBuffer)
                    .with(DNNL_ARG_WEIGHTS, bMemory, b.buffer())
                    .with(DNNL_ARG_DST, yMemory, yBuffer);
            if (bias != null && biasMemory != null) {
                command.with(DNNL_ARG_BIAS, biasMemory, bias.buffer());
            }
            return command;
        }
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
