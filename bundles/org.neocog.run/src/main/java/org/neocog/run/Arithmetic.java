package org.neocog.run;

import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.ConvolutionOp.ConvolutionFilterGradient;
import org.neocog.graph.ConvolutionOp.ConvolutionInputGradient;
import org.neocog.graph.MatrixOp.Matmul;
import org.neocog.graph.Node;
import org.neocog.tensor.Shape;

/** Counts multiplications. */
final class Arithmetic {
    private Arithmetic() {}

    /** Of a convolution, its gradients, or a matrix product, padding read as zeros; everything else counts nothing. */
    static long multiplications(Node node) {
        if (node.op() instanceof Convolution) {
            return node.output().shape().size() * perOutput(node.input(1).shape());
        }
        if (node.op() instanceof ConvolutionInputGradient) {
            return node.input(0).shape().size() * perOutput(node.input(1).shape());
        }
        if (node.op() instanceof ConvolutionFilterGradient) {
            return node.input(1).shape().size() * perOutput(node.output().shape());
        }
        if (node.op() instanceof Matmul matmul) {
            return node.output().shape().size() * node.input(0).shape().dim(matmul.transposeA() ? -2 : -1);
        }
        return 0;
    }

    /** Multiplications for one output of a convolution. */
    private static long perOutput(Shape filter) {
        return filter.range(1, filter.rank()).size();
    }
}
