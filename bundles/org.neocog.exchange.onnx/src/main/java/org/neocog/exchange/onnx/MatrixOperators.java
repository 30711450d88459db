package org.neocog.exchange.onnx;

import java.util.Arrays;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** Products of matrices. */
final class MatrixOperators {
    private MatrixOperators() {}

    static void addTo(Operators.Table table) {
        table.put("Gemm", "alpha beta transA transB", 3, MatrixOperators::gemm);
        table.put("MatMul", "", 2, MatrixOperators::matmul);
    }

    private static Value gemm(Call c) {
        Attributes a = c.attributes();
        if (c.x(0).shape().rank() != 2 || c.x(1).shape().rank() != 2) {
            throw new OperatorException("operands must be matrices", "a", c.x(0).shape(), "b", c.x(1).shape());
        }
        Value y = c.times(
                c.graph().matmul(c.x(0), c.x(1), a.flag("transA", false), a.flag("transB", false)), a.real("alpha", 1));
        if (!c.has(2)) {
            return y;
        }
        return c.graph().add(y, c.spread(c.times(c.x(2), a.real("beta", 1)), y.shape()));
    }

    /** As NumPy: a list is a matrix of one row or column, and leading axes repeat. */
    private static Value matmul(Call c) {
        GraphBuilder graph = c.graph();
        Value a = c.x(0);
        Value b = c.x(1);
        boolean row = a.shape().rank() == 1;
        boolean column = b.shape().rank() == 1;
        if (a.shape().rank() == 0 || b.shape().rank() == 0) {
            throw new OperatorException("operands must not be single numbers", "a", a.shape(), "b", b.shape());
        }
        a = row ? graph.reshape(a, Shape.of(1).concat(a.shape())) : a;
        b = column ? graph.reshape(b, b.shape().concat(Shape.of(1))) : b;
        Shape batch = Call.common(leading(a), leading(b));
        Value y = graph.matmul(c.spread(a, batch.concat(last(a))), c.spread(b, batch.concat(last(b))));
        Shape shape = y.shape();
        Shape result = batch.concat(Shape.of(Arrays.stream(new long[][] {
                    row ? new long[0] : new long[] {shape.dim(-2)}, column ? new long[0] : new long[] {shape.dim(-1)}
                })
                .flatMapToLong(Arrays::stream)
                .toArray()));
        return graph.reshape(y, result);
    }

    private static Shape leading(Value x) {
        return x.shape().range(0, x.shape().rank() - 2);
    }

    private static Shape last(Value x) {
        return x.shape().range(x.shape().rank() - 2, x.shape().rank());
    }
}
