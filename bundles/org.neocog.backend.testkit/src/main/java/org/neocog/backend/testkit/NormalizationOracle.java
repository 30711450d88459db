package org.neocog.backend.testkit;

import java.util.List;
import org.neocog.graph.NormalizationOp;
import org.neocog.tensor.TensorType;

/** Normalizations by their javadoc and the derivatives worked out by hand. */
final class NormalizationOracle {
    private NormalizationOracle() {}

    static List<NdArray> compute(NormalizationOp op, List<NdArray> x, List<TensorType> types) {
        if (op instanceof NormalizationOp.BatchNormalizationTraining training) {
            NdArray mean = mean(x.get(0), types.get(1));
            NdArray variance = variance(x.get(0), mean);
            return List.of(normalize(x.get(0), x.get(1), x.get(2), mean, variance, training.epsilon()), mean, variance);
        }
        if (op instanceof NormalizationOp.BatchNormalizationInference inference) {
            return List.of(normalize(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4), inference.epsilon()));
        }
        if (op instanceof NormalizationOp.BatchNormalizationGradient gradient) {
            return gradient(x, gradient.epsilon(), types);
        }
        if (op instanceof NormalizationOp.LocalResponseNormalization lrn) {
            return List.of(localResponse(lrn, x.get(0)));
        }
        return List.of(
                localResponseGradient((NormalizationOp.LocalResponseNormalizationGradient) op, x.get(0), x.get(1)));
    }

    private static double perChannel(NdArray x) {
        return (double) x.size() / x.dim(1);
    }

    private static NdArray mean(NdArray x, TensorType type) {
        NdArray mean = NdArray.zeros(type);
        x.forEach(at -> mean.addTo(at[1], x.get(x.at(at))));
        return mean.map(sum -> sum / perChannel(x));
    }

    private static NdArray variance(NdArray x, NdArray mean) {
        NdArray variance = NdArray.zeros(mean.type());
        x.forEach(at -> {
            double distance = x.get(x.at(at)) - mean.get(at[1]);
            variance.addTo(at[1], distance * distance);
        });
        return variance.map(sum -> sum / perChannel(x));
    }

    private static NdArray normalize(
            NdArray x, NdArray scale, NdArray offset, NdArray mean, NdArray variance, double epsilon) {
        NdArray y = NdArray.zeros(x.type());
        x.forEach(at -> {
            int c = at[1];
            double centred = x.get(x.at(at)) - mean.get(c);
            y.set(x.at(at), scale.get(c) * centred / Math.sqrt(variance.get(c) + epsilon) + offset.get(c));
        });
        return y;
    }

    /** {@code dx = scale / s (dy - mean(dy) - xhat mean(dy xhat))} with s the deviation and xhat the normalized x. */
    private static List<NdArray> gradient(List<NdArray> operands, double epsilon, List<TensorType> types) {
        NdArray x = operands.get(0);
        NdArray scale = operands.get(1);
        NdArray dy = operands.get(4);
        NdArray ones = scale.map(v -> 1);
        NdArray zeros = scale.map(v -> 0);
        NdArray normalized = normalize(x, ones, zeros, operands.get(2), operands.get(3), epsilon);
        NdArray byScale = NdArray.zeros(types.get(1));
        NdArray byOffset = NdArray.zeros(types.get(2));
        x.forEach(at -> {
            int i = x.at(at);
            byScale.addTo(at[1], dy.get(i) * normalized.get(i));
            byOffset.addTo(at[1], dy.get(i));
        });
        NdArray dx = NdArray.zeros(types.get(0));
        x.forEach(at -> {
            int i = x.at(at);
            int c = at[1];
            double meanOfDy = byOffset.get(c) / perChannel(x);
            double meanOfProduct = byScale.get(c) / perChannel(x);
            double deviation = Math.sqrt(operands.get(3).get(c) + epsilon);
            dx.set(i, scale.get(c) / deviation * (dy.get(i) - meanOfDy - normalized.get(i) * meanOfProduct));
        });
        return List.of(dx, byScale, byOffset);
    }

    private static NdArray localResponse(NormalizationOp.LocalResponseNormalization op, NdArray x) {
        NdArray y = NdArray.zeros(x.type());
        x.forEach(at -> {
            double base = base(x, at, op.size(), op.alpha(), op.k());
            y.set(x.at(at), x.get(x.at(at)) / Math.pow(base, op.beta()));
        });
        return y;
    }

    private static double base(NdArray x, int[] at, int size, double alpha, double k) {
        double squares = 0;
        int[] other = at.clone();
        for (int j = Math.max(0, at[1] - size / 2); j <= Math.min(x.dim(1) - 1, at[1] + size / 2); j++) {
            other[1] = j;
            squares += x.get(x.at(other)) * x.get(x.at(other));
        }
        return k + alpha / size * squares;
    }

    /** Every pair of a result j and an element c that it depends on, one after the other. */
    private static NdArray localResponseGradient(
            NormalizationOp.LocalResponseNormalizationGradient op, NdArray x, NdArray dy) {
        NdArray dx = NdArray.zeros(x.type());
        x.forEach(at -> {
            int j = x.at(at);
            double base = base(x, at, op.size(), op.alpha(), op.k());
            dx.addTo(j, dy.get(j) * Math.pow(base, -op.beta()));
            int[] other = at.clone();
            for (int c = Math.max(0, at[1] - op.size() / 2); c <= Math.min(x.dim(1) - 1, at[1] + op.size() / 2); c++) {
                other[1] = c;
                double byBase = -op.beta() * x.get(j) * Math.pow(base, -op.beta() - 1);
                dx.addTo(x.at(other), dy.get(j) * byBase * 2 * op.alpha() / op.size() * x.get(x.at(other)));
            }
        });
        return dx;
    }
}
