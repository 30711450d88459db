package org.neocog.backend.opencl;

import org.neocog.backend.support.Fusions;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.tensor.Shape;

/** {@link MatrixOp}: rows of the first operand, columns of the second as lanes along the width. */
final class MatrixLowering {
    private MatrixLowering() {}

    static void lower(Lowering to, MatrixOp.Matmul op, Node node) {
        Shape y = node.output().shape();
        Fusions.Tail tail = to.fusions().tail(node);
        Product product = new Product(to, node.output().element());
        int rank = y.rank();
        int rows = y.intDim(rank - 2);
        int columns = y.intDim(rank - 1);
        int inner = node.input(0).shape().intDim(op.transposeA() ? rank - 2 : rank - 1);
        product.rows = rows;
        product.redOuter = inner;
        product.laneSize[2] = columns;
        product.bound[2] = columns;
        product.srcRed = op.transposeB() ? 1 : columns;
        product.srcStride[2] = op.transposeB() ? inner : 1;
        product.srcGroup = inner * columns;
        product.srcSize = (int) node.input(1).type().size();
        product.aRow = op.transposeA() ? 1 : inner;
        product.aRed = op.transposeA() ? rows : 1;
        product.aGroup = rows * inner;
        product.dstRow = columns;
        product.dstStride[2] = 1;
        product.dstGroup = rows * columns;
        product.groups = y.range(0, rank - 2).intSize();
        Buffer a = to.operand(node.input(0));
        Buffer b = to.operand(node.input(1));
        Buffer bias = tail.bias() == null ? null : to.operand(tail.bias());
        product.launch(a, b, to.result(tail.result()), new Product.Epilogue(bias, true, null, null, tail.relu()));
    }
}
