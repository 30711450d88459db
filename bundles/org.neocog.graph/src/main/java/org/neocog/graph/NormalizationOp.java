package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * Batch normalization and local response normalization over {@code [N, C, ..]}, channels in dimension 1.
 *
 * <p>Constraints of all:
 *
 * <ul>
 *   <li>C1: number of operands, one floating element type.
 *   <li>C2: x has at least 2 dimensions.
 *   <li>C3: per-channel operands have shape {@code [C]}.
 *   <li>C4 (gradients): gradients have the shape of what they are of.
 *   <li>C5: epsilon is above 0 (batch normalization).
 *   <li>C6: size is odd and at least 1 (local response).
 * </ul>
 */
public sealed interface NormalizationOp extends Op {

    private static TensorType check(Op op, List<TensorType> operands, int count, int firstChannel, int channels) {
        Operands.count(op, operands, count);
        TensorType x = operands.get(0);
        Operands.floating(op, "C1", x);
        Operands.sameElement(op, "C1", operands);
        GraphException.require(x.shape().rank() >= 2, op.name(), "C2", "x must have at least 2 dimensions", "x", x);
        TensorType perChannel = new TensorType(x.element(), Shape.of(x.shape().dim(1)));
        for (int i = firstChannel; i < firstChannel + channels; i++) {
            Operands.shape(op, "C3", "operand " + i, operands.get(i), perChannel);
        }
        return perChannel;
    }

    private static void requireEpsilon(Op op, double epsilon) {
        GraphException.require(epsilon > 0, op.name(), "C5", "epsilon must be above 0", "epsilon", epsilon);
    }

    /**
     * {@code y = scale (x - mean) / sqrt(variance + epsilon) + offset}, mean and (biased) variance over all dimensions but the
     * channels. Operands: x, scale, offset. Results: y, mean, variance; no gradient flows through the last two.
     *
     * <p>Source: S. Ioffe, C. Szegedy, "Batch normalization", 2015, algorithm 1.
     */
    record BatchNormalizationTraining(double epsilon) implements NormalizationOp {
        @Override
        public String name() {
            return "batch_normalization_training";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            TensorType perChannel = check(this, operands, 3, 1, 2);
            requireEpsilon(this, epsilon);
            return List.of(operands.get(0), perChannel, perChannel);
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            if (context.flows(1) || context.flows(2)) {
                throw context.noDerivative("no derivative flows through mean and variance");
            }
            List<Value> gradients = context.builder()
                    .batchNormalizationGradient(
                            context.in(0), context.in(1), context.out(1), context.out(2), context.grad(), epsilon);
            return Operands.list(gradients.get(0), gradients.get(1), gradients.get(2));
        }
    }

    /**
     * {@code y = scale (x - mean) / sqrt(variance + epsilon) + offset} with given statistics. Operands: x, scale,
     * offset, mean, variance.
     */
    record BatchNormalizationInference(double epsilon) implements NormalizationOp {
        @Override
        public String name() {
            return "batch_normalization_inference";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            check(this, operands, 5, 1, 4);
            requireEpsilon(this, epsilon);
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            if (context.needs(3) || context.needs(4)) {
                throw context.noDerivative("has no derivative by mean and variance");
            }
            GraphBuilder b = context.builder();
            Shape shape = context.in(0).shape();
            Value dy = context.grad();
            Value variance = context.in(4);
            Value inverse = b.unary(UnaryFunction.RSQRT, b.add(variance, b.splat(variance.type(), epsilon)));
            Value scaled = b.multiply(context.in(1), inverse);
            Value normalized = b.multiply(
                    b.subtract(context.in(0), b.perChannel(context.in(3), shape)), b.perChannel(inverse, shape));
            return Operands.list(
                    context.needs(0) ? b.multiply(dy, b.perChannel(scaled, shape)) : null,
                    context.needs(1) ? b.sumPerChannel(b.multiply(dy, normalized)) : null,
                    context.needs(2) ? b.sumPerChannel(dy) : null,
                    null,
                    null);
        }
    }

    /**
     * The derivative of {@link BatchNormalizationTraining} by x, scale and offset, with its mean and variance. With
     * {@code s = 1 / sqrt(variance + epsilon)}, {@code z = (x - mean) s} and M elements per channel: {@code doffset =
     * sum of dy}, {@code dscale = sum of dy z}, {@code dx = scale s (dy - doffset / M - z dscale / M)}, the sums not
     * rounded in between. Operands: x, scale, mean, variance, the gradient of y. Results: gradients of x, scale and
     * offset. No further derivative.
     */
    record BatchNormalizationGradient(double epsilon) implements NormalizationOp {
        @Override
        public String name() {
            return "batch_normalization_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            TensorType perChannel = check(this, operands, 5, 1, 3);
            requireEpsilon(this, epsilon);
            Operands.shape(this, "C4", "the gradient of y", operands.get(4), operands.get(0));
            return List.of(operands.get(0), perChannel, perChannel);
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            throw context.noDerivative("has no derivative of its own");
        }
    }

    /**
     * {@code y[c] = x[c] / (k + alpha / size * sum of x[j]^2)^beta}, j over the {@code size} channels around c that there are.
     * Operand: x. (AlexNet's alpha is not divided by size: multiply it by size.)
     *
     * <p>Source: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks", 2012, §3.3.
     */
    record LocalResponseNormalization(int size, double alpha, double beta, double k) implements NormalizationOp {
        @Override
        public String name() {
            return "local_response_normalization";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            check(this, operands, 1, 1, 0);
            requireSize(this, size);
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.list(context.builder()
                    .localResponseNormalizationGradient(context.in(0), context.grad(), size, alpha, beta, k));
        }
    }

    /**
     * The derivative of {@link LocalResponseNormalization} by x. With {@code s[c] = k + alpha / size * sum of x[j]^2}:
     * {@code dx[c] = dy[c] s[c]^-beta - 2 beta alpha / size x[c] * sum of dy[j] x[j] s[j]^(-beta - 1)}, j over the
     * channels around c. Operands: x, the gradient of y. No further derivative.
     */
    record LocalResponseNormalizationGradient(int size, double alpha, double beta, double k)
            implements NormalizationOp {
        @Override
        public String name() {
            return "local_response_normalization_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            check(this, operands, 2, 1, 0);
            requireSize(this, size);
            Operands.shape(this, "C4", "the gradient of y", operands.get(1), operands.get(0));
            return List.of(operands.get(0));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            throw context.noDerivative("has no derivative of its own");
        }
    }

    private static void requireSize(Op op, int size) {
        GraphException.require(
                size >= 1 && size % 2 == 1, op.name(), "C6", "size must be odd and at least 1", "size", size);
    }
}
