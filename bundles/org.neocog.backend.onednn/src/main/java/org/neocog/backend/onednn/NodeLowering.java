package org.neocog.backend.onednn;

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
import org.neocog.graph.Value;

/** Chooses by family who lowers a node. */
final class NodeLowering {
    private NodeLowering() {}

    static void lower(Lowering to, Node node) {
        Op op = node.op();
        if (op instanceof SourceOp.Input) {
            Operand input = to.result(node.output(), Layout.PLAIN);
            input.buffer().use(-1);
        } else if (op instanceof SourceOp) {
            to.operand(node.output());
        } else if (node.outputs().stream().allMatch(output -> output.type().size() == 0)) {
            node.outputs().forEach(output -> to.result(output, Layout.PLAIN));
        } else if (Fusions.sumsNothing(node)) {
            node.outputs().forEach(output -> to.zero(to.result(output, Layout.PLAIN)));
            Value result = to.fusions().tail(node).result();
            if (result != node.output()) {
                throw new IllegalStateException("onednn: sums of nothing are never fused, but node=" + node + ".");
            }
        } else {
            lowerFamily(to, node);
        }
    }

    private static void lowerFamily(Lowering to, Node node) {
        Op op = node.op();
        if (op instanceof ElementwiseOp) {
            new ElementwiseLowering(to).lower(node);
        } else if (op instanceof ConvolutionOp convolution) {
            new ConvolutionLowering(to, convolution).lower(node);
        } else if (op instanceof MatrixOp.Matmul matmul) {
            MatrixLowering.lower(to, matmul, node);
        } else if (op instanceof PoolingOp pooling) {
            PoolingLowering.lower(to, pooling, node);
        } else if (op instanceof NormalizationOp normalization) {
            new NormalizationLowering(to).lower(normalization, node);
        } else if (op instanceof ReductionOp reduction) {
            ReductionKernels.lower(to, reduction, node);
        } else if (op instanceof ShapeOp shape) {
            ShapeLowering.lower(to, shape, node);
        } else if (op instanceof SoftmaxOp softmax) {
            SoftmaxKernels.lower(to, softmax, node);
        } else if (op instanceof RandomOp.RandomUniform uniform) {
            to.add(new RandomKernel(
                    to.team(), uniform.site(), to.plain(node.input(0)), to.result(node.output(), Layout.PLAIN)));
        } else {
            throw new IllegalArgumentException("onednn: custom ops are decomposed before, but op=" + op.name() + ".");
        }
    }
}
