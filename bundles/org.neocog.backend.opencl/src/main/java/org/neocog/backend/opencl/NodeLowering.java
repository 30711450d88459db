package org.neocog.backend.opencl;

import org.neocog.backend.support.Fusions;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.Op;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SoftmaxOp;
import org.neocog.graph.SourceOp;

/** Chooses by family who lowers a node. */
final class NodeLowering {
    private NodeLowering() {}

    static void lower(Lowering to, Node node) {
        Op op = node.op();
        if (op instanceof SourceOp) {
            to.operand(node.output());
        } else if (node.outputs().stream().allMatch(output -> output.type().size() == 0)) {
            node.outputs().forEach(to::result);
        } else if (Fusions.sumsNothing(node)) {
            node.outputs()
                    .forEach(y -> to.fill(to.result(y), y.element(), y.type().size(), 0));
        } else {
            lowerFamily(to, node);
        }
    }

    private static void lowerFamily(Lowering to, Node node) {
        Op op = node.op();
        if (op instanceof ElementwiseOp) {
            new ElementwiseLowering(to).lower(node);
        } else if (op instanceof ConvolutionOp convolution) {
            ConvolutionLowering.lower(to, convolution, node);
        } else if (op instanceof MatrixOp.Matmul matmul) {
            MatrixLowering.lower(to, matmul, node);
        } else if (op instanceof PoolingOp pooling) {
            PoolingLowering.lower(to, pooling, node);
        } else if (op instanceof NormalizationOp normalization) {
            NormalizationLowering.lower(to, normalization, node);
        } else if (op instanceof ReductionOp reduction) {
            ReductionLowering.lower(to, reduction, node);
        } else if (op instanceof ShapeOp shape) {
            ShapeLowering.lower(to, shape, node);
        } else if (op instanceof SoftmaxOp softmax) {
            SoftmaxLowering.lower(to, softmax, node);
        } else if (op instanceof RandomOp.RandomUniform uniform) {
            int size = (int) node.output().type().size();
            to.add(to.kernel("random", "uniform", uniform.element())
                    .buffer(to.operand(node.input(0)))
                    .buffer(to.result(node.output()))
                    .numbers(size, uniform.site())
                    .elements((size + 3) / 4, 100));
        } else {
            throw new IllegalArgumentException("opencl: custom ops are decomposed before, but op=" + op.name() + ".");
        }
    }
}
