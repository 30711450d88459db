package org.neocog.run;

import java.util.List;
import java.util.stream.IntStream;
import org.neocog.experiment.GradientClip;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;

/**
 * Bounds gradients before the optimizer sees them: each number to {@code -value .. value}, or all by one factor {@code min(1, norm / (|g| +
 * 1e-6))} with the Euclidean norm over all parameters together.
 *
 * <p>Source: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, algorithm 1.
 */
final class Clipping {
    private static final double EPSILON = 1e-6;

    private Clipping() {}

    static List<Value> apply(GraphBuilder b, GradientClip clip, List<Value> gradients) {
        if (clip instanceof GradientClip.Value value) {
            return gradients.stream()
                    .map(gradient -> cut(b, gradient, value.value()))
                    .toList();
        }
        return gradients.isEmpty() ? gradients : scaled(b, ((GradientClip.Norm) clip).norm(), gradients);
    }

    private static Value cut(GraphBuilder b, Value gradient, double bound) {
        Value low = b.binary(BinaryFunction.MAXIMUM, gradient, b.splat(gradient.type(), -bound));
        return b.binary(BinaryFunction.MINIMUM, low, b.splat(gradient.type(), bound));
    }

    private static List<Value> scaled(GraphBuilder b, double bound, List<Value> gradients) {
        Value sum = null;
        for (Value gradient : gradients) {
            List<Integer> axes =
                    IntStream.range(0, gradient.shape().rank()).boxed().toList();
            Value square = b.reduceSum(b.multiply(gradient, gradient), axes);
            sum = sum == null ? square : b.add(sum, square);
        }
        Value norm = b.unary(UnaryFunction.SQRT, java.util.Objects.requireNonNull(sum));
        Value ratio = b.divide(b.splat(norm.type(), bound), b.add(norm, b.splat(norm.type(), EPSILON)));
        Value factor = b.binary(BinaryFunction.MINIMUM, ratio, b.splat(norm.type(), 1));
        return gradients.stream()
                .map(gradient -> b.multiply(b.broadcastScalar(factor, gradient.shape()), gradient))
                .toList();
    }
}
