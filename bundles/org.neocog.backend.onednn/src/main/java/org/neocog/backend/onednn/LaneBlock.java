package org.neocog.backend.onednn;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.support.ActivationGradient;
import org.neocog.backend.support.Fusions;
import org.neocog.backend.support.Uses;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.Node;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * A convolution of few channels with ReLU and maximum pooling of 2 x 2 behind it, and what computes its gradients: it is computed with the batch in
 * the lanes. Nobody else reads what is computed within.
 *
 * @param bias one number per channel, or null
 * @param activation what ReLU gives
 * @param poolGradient the gradient of the pooling; this and the nodes below are null in a graph without gradients
 * @param gradient that of the convolution's result
 * @param inputGradient null where nobody asks for it
 */
record LaneBlock(
        Node convolution,
        @Nullable Value bias,
        Value activation,
        Node pool,
        @Nullable Node poolGradient,
        @Nullable Value gradient,
        @Nullable Node filterGradient,
        @Nullable Node inputGradient) {
    /** From so many channels on the library fills its vectors with them. */
    private static final long MANY_IN = 12;

    private static final long MANY_OUT = 32;

    /** The block around a convolution, or null where it does not fit. */
    static @Nullable LaneBlock of(Node node, Fusions fusions, Uses uses, LaneKernels kernels) {
        if (!(node.op() instanceof ConvolutionOp.Convolution convolution)
                || node.output().element() != ElementType.FLOAT32) {
            return null;
        }
        Fusions.Tail tail = fusions.tail(node);
        boolean plain = tail.normalization() == null && tail.sum() == null && tail.relu();
        if (!plain || !fits(node, convolution.geometry(), kernels)) {
            return null;
        }
        LaneBlock block = around(node, tail, fusions, uses);
        return block != null && block.isClosed(uses) && block.fits(kernels) ? block : null;
    }

    private static boolean fits(Node node, ConvolutionGeometry geometry, LaneKernels kernels) {
        Shape x = node.input(0).shape();
        Shape w = node.input(1).shape();
        Shape y = node.output().shape();
        int lanes = kernels.lanes();
        boolean simple = x.rank() == 4
                && geometry.groups() == 1
                && geometry.strides().equals(List.of(1, 1))
                && geometry.dilations().equals(List.of(1, 1));
        long padded = (x.dim(0) + lanes - 1) / lanes * lanes;
        return simple
                && 4 * padded <= 5 * x.dim(0)
                && x.dim(1) < MANY_IN
                && w.dim(0) <= MANY_OUT
                && y.dim(2) % 2 == 0
                && y.dim(3) % 2 == 0
                && padded * Math.max(x.size(), y.size()) / x.dim(0) < Integer.MAX_VALUE / 8
                && !kernels.convolutions(y.intDim(1), y.intDim(3)).isEmpty();
    }

    private static @Nullable LaneBlock around(Node node, Fusions.Tail tail, Fusions fusions, Uses uses) {
        Value activation = tail.result();
        Node pool = null;
        Node poolGradient = null;
        for (Node reader : uses.readers(activation)) {
            if (reader.op() instanceof PoolingOp.MaxPool) {
                pool = reader;
            } else if (reader.op() instanceof PoolingOp.MaxPoolGradient && reader.input(0) == activation) {
                poolGradient = reader;
            }
        }
        if (pool == null || poolGradient == null) {
            return pool == null ? null : new LaneBlock(node, tail.bias(), activation, pool, null, null, null, null);
        }
        Value masked = masked(poolGradient, activation, uses);
        Node filterGradient = null;
        Node inputGradient = null;
        for (Node reader : masked == null ? List.<Node>of() : uses.readers(masked)) {
            if (reader.op() instanceof ConvolutionOp.ConvolutionFilterGradient && reader.input(0) == node.input(0)) {
                filterGradient = reader;
            } else if (reader.op() instanceof ConvolutionOp.ConvolutionInputGradient
                    && reader.input(1) == node.input(1)) {
                inputGradient = reader;
            }
        }
        return masked == null || filterGradient == null
                ? null
                : new LaneBlock(
                        node, tail.bias(), activation, pool, poolGradient, masked, filterGradient, inputGradient);
    }

    /** The gradient of the pooling behind the gradient of ReLU. */
    private static @Nullable Value masked(Node poolGradient, Value activation, Uses uses) {
        Value gradient = poolGradient.output();
        if (!uses.isSingle(gradient)) {
            return null;
        }
        Node select = uses.readers(gradient).get(0);
        ActivationGradient relu = ActivationGradient.relu(select);
        return relu != null && relu.result() == activation && relu.gradient() == gradient ? select.output() : null;
    }

    private boolean isClosed(Uses uses) {
        boolean training = filterGradient != null;
        if (uses.count(activation) != (training ? 3 : 1)) {
            return false;
        }
        if (!training) {
            return true;
        }
        Value dz = java.util.Objects.requireNonNull(gradient);
        Node mask = dz.node().input(0).node();
        int readers = 1 + (inputGradient == null ? 0 : 1) + (bias == null ? 0 : 1);
        return uses.count(dz) == readers && uses.isSingle(mask.output()) && mask.input(0) == activation;
    }

    /** Whether there are kernels for all of it. */
    private boolean fits(LaneKernels kernels) {
        if (!halves(((PoolingOp.MaxPool) pool.op()).window(), activation.shape())) {
            return false;
        }
        if (filterGradient == null) {
            return true;
        }
        Node back = java.util.Objects.requireNonNull(poolGradient);
        Shape w = convolution.input(1).shape();
        boolean samePool = ((PoolingOp) back.op()).window().equals(((PoolingOp) pool.op()).window());
        boolean input = inputGradient == null
                || padding() == 0 && kernels.rows(activation.shape().intDim(3), w.intDim(3)) != null;
        return samePool && input && !kernels.filters(w.intDim(0), w.intDim(3)).isEmpty();
    }

    private static boolean halves(org.neocog.graph.PoolingWindow window, Shape input) {
        return HalvingGradientKernel.fits(window, input)
                && window.padHigh().stream().allMatch(pad -> pad == 0);
    }

    ConvolutionGeometry geometry() {
        return ((ConvolutionOp) convolution.op()).geometry();
    }

    /** The greatest padding on any side: so wide must the border of the input be. */
    int padding() {
        ConvolutionGeometry geometry = geometry();
        return java.util.stream.Stream.concat(geometry.padLow().stream(), geometry.padHigh().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** The nodes that it computes. */
    Set<Node> nodes() {
        return java.util.stream.Stream.of(convolution, pool, poolGradient, filterGradient, inputGradient)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
