package org.neocog.architecture.testkit;

import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.Node;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * How large a network is, counted in what it is lowered to. Provided by the framework, for tests of architectures.
 *
 * @param parameters trained numbers
 * @param buffers numbers of running statistics
 * @param macs multiplications of convolutions and matrix products for one image
 */
public record NetworkCounts(long parameters, long buffers, long macs) {

    /** Counts a network on an image of the shape {@code [C, H, W]}. Nothing is computed or allocated. */
    public static NetworkCounts of(Model model, Shape image) {
        GraphBuilder builder = new GraphBuilder("counts");
        TensorType images = new TensorType(ElementType.FLOAT32, Shape.of(1).concat(image));
        Model.Lowered lowered = model.lower(builder, builder.input("images", images), false);
        Graph graph = builder.build();
        return new NetworkCounts(
                size(lowered, Variable.Role.PARAMETER),
                size(lowered, Variable.Role.STATISTIC),
                graph.nodes().stream().mapToLong(NetworkCounts::macs).sum());
    }

    private static long size(Model.Lowered lowered, Variable.Role role) {
        return lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == role)
                .mapToLong(variable -> variable.type().size())
                .sum();
    }

    private static long macs(Node node) {
        if (node.op() instanceof ConvolutionOp.Convolution) {
            Shape filter = node.input(1).shape();
            return node.output().type().size() * filter.range(1, filter.rank()).size();
        }
        if (node.op() instanceof MatrixOp.Matmul matmul) {
            return node.output().type().size() * node.input(0).shape().dim(matmul.transposeA() ? -2 : -1);
        }
        return 0;
    }
}
