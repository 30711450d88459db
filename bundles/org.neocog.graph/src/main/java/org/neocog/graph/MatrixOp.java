package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Products of matrices. */
public sealed interface MatrixOp extends Op {

    /**
     * {@code y = op(a) op(b)} over the last two dimensions, where {@code op} transposes if told to; leading
     * dimensions are a batch.
     *
     * <ul>
     *   <li>C1: two operands.
     *   <li>C2: floating, one element type.
     *   <li>C3: equal ranks of at least 2.
     *   <li>C4: equal leading dimensions.
     *   <li>C5: the inner sizes agree: with a {@code [m, k]} and b {@code [k, n]} after transposition, the result is
     *       {@code [.., m, n]}.
     * </ul>
     */
    record Matmul(boolean transposeA, boolean transposeB) implements MatrixOp {
        @Override
        public String name() {
            return "matmul";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 2);
            TensorType a = operands.get(0);
            TensorType b = operands.get(1);
            Operands.floating(this, "C2", a);
            Operands.sameElement(this, "C2", operands);
            int rank = a.shape().rank();
            GraphException.require(
                    rank >= 2 && rank == b.shape().rank(),
                    name(),
                    "C3",
                    "the operands must have equal ranks of at least 2",
                    "a",
                    a,
                    "b",
                    b);
            Shape batch = a.shape().range(0, rank - 2);
            GraphException.require(
                    batch.equals(b.shape().range(0, rank - 2)),
                    name(),
                    "C4",
                    "the leading dimensions must be equal",
                    "a",
                    a,
                    "b",
                    b);
            long inner = a.shape().dim(transposeA ? -2 : -1);
            GraphException.require(
                    inner == b.shape().dim(transposeB ? -1 : -2),
                    name(),
                    "C5",
                    "the inner sizes must agree",
                    "a",
                    a,
                    "transposeA",
                    transposeA,
                    "b",
                    b,
                    "transposeB",
                    transposeB);
            long m = a.shape().dim(transposeA ? -1 : -2);
            long n = b.shape().dim(transposeB ? -2 : -1);
            return List.of(new TensorType(a.element(), batch.concat(Shape.of(m, n))));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder g = context.builder();
            Value a = context.in(0);
            Value b = context.in(1);
            Value dy = context.grad();
            Value da = null;
            Value db = null;
            if (context.needs(0)) {
                da = transposeA ? g.matmul(b, dy, transposeB, true) : g.matmul(dy, b, false, !transposeB);
            }
            if (context.needs(1)) {
                db = transposeB ? g.matmul(dy, a, true, transposeA) : g.matmul(a, dy, !transposeA, false);
            }
            return Operands.list(da, db);
        }
    }
}
