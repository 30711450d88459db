package org.neocog.backend.reference;

import java.util.List;
import org.neocog.backend.BackendException;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SoftmaxOp;

/** The kernels of a node, by family of ops. */
final class Kernels {
    private Kernels() {}

    /** What computes the node, to run one after the other. Constants, inputs and reads are not computed. */
    static List<Kernel> of(Bound bound) {
        Op op = bound.node().op();
        if (op instanceof ElementwiseOp elementwise) {
            return List.of(ElementwiseKernels.of(elementwise, bound));
        }
        if (op instanceof ReductionOp reduction) {
            return List.of(ReductionKernels.of(reduction, bound));
        }
        if (op instanceof ShapeOp shape) {
            return ShapeKernels.of(shape, bound);
        }
        if (op instanceof MatrixOp matrix) {
            return List.of(MatrixKernels.of(matrix, bound));
        }
        if (op instanceof ConvolutionOp convolution) {
            return List.of(ConvolutionKernels.of(convolution, bound));
        }
        if (op instanceof PoolingOp pooling) {
            return List.of(PoolingKernels.of(pooling, bound));
        }
        if (op instanceof NormalizationOp normalization) {
            return List.of(NormalizationKernels.of(normalization, bound));
        }
        if (op instanceof SoftmaxOp softmax) {
            return List.of(SoftmaxKernels.of(softmax, bound));
        }
        if (op instanceof RandomOp random) {
            return List.of(RandomKernels.of(random, bound));
        }
        throw new BackendException("reference: every op must be one that computes, but op=" + op.name() + " (scope \""
                + bound.node().scope() + "\"). Expand custom ops first.");
    }
}
