package org.neocog.backend.testkit;

import java.util.List;
import org.neocog.graph.NormalizationOp;
import org.neocog.graph.SoftmaxOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** Batch and local response normalization, softmax and its loss. */
final class NormalizationCases {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private NormalizationCases() {}

    static void addTo(CaseList list, ElementType element) {
        long[][] shapes = {
            {1, 1}, {3, 5}, {17, 3}, {2, 3, 13}, {2, 17, 3, 5}, {3, 16, 6, 6}, {1, 5, 1, 1}, {2, 3, 2, 3, 5}
        };
        for (long[] shape : shapes) {
            batch(list, element, 1e-5, shape);
            for (int size : new int[] {1, 3, 5}) {
                localResponse(list, element, size, 1e-4 * size, 0.75, 2, shape);
            }
        }
        batch(list, element, 0.1, 2, 3, 5, 5);
        localResponse(list, element, 3, 0.9, 1.5, 1, 2, 6, 3, 5);
        localResponse(list, element, 31, 0.5, 0.5, 1, 2, 6, 3);
        localResponse(list, element, 5, 0.5, 0.75, 1, 0, 6, 3);
        list.op(
                "normalization",
                "constant channels",
                new NormalizationOp.BatchNormalizationTraining(1e-3),
                Operand.of(TensorType.of(element, 3, 2, 2), 1, 1, 2, 2),
                Operand.uniform(element, 2),
                Operand.uniform(element, 2));
        softmax(list, element);
        crossEntropy(list, element);
    }

    private static void batch(CaseList list, ElementType element, double epsilon, long... shape) {
        Operand x = Operand.between(-1, 3, element, shape);
        Operand perChannel = Operand.uniform(element, shape[1]);
        Operand positive = Operand.positive(element, shape[1]);
        list.op("normalization", new NormalizationOp.BatchNormalizationTraining(epsilon), x, perChannel, perChannel);
        list.op(
                "normalization",
                new NormalizationOp.BatchNormalizationInference(epsilon),
                x,
                perChannel,
                perChannel,
                perChannel,
                positive);
        NdArray[] drawn = new NdArray[1];
        Operand kept = new Operand(x.type(), (array, random) -> {
            x.fill().into(array, random);
            drawn[0] = array.rounded();
        });
        list.op(
                "normalization",
                new NormalizationOp.BatchNormalizationGradient(epsilon),
                kept,
                perChannel,
                statistic(drawn, perChannel.type(), 1),
                statistic(drawn, perChannel.type(), 2),
                Operand.uniform(element, shape));
    }

    /** Mean (1) or variance (2) of what was drawn before. */
    private static Operand statistic(NdArray[] drawn, TensorType type, int result) {
        return new Operand(type, (array, random) -> {
            NdArray ones = NdArray.of(type, 1);
            List<NdArray> results = Oracle.compute(
                    new NormalizationOp.BatchNormalizationTraining(1),
                    List.of(drawn[0], ones, ones),
                    List.of(drawn[0].type(), type, type));
            for (int i = 0; i < array.size(); i++) {
                array.set(i, results.get(result).get(i));
            }
        });
    }

    private static void localResponse(
            CaseList list, ElementType element, int size, double alpha, double beta, double k, long... shape) {
        Operand x = Operand.between(-3, 3, element, shape);
        list.op("normalization", new NormalizationOp.LocalResponseNormalization(size, alpha, beta, k), x);
        list.op(
                "normalization",
                new NormalizationOp.LocalResponseNormalizationGradient(size, alpha, beta, k),
                x,
                Operand.uniform(element, shape));
    }

    private static void softmax(CaseList list, ElementType element) {
        for (int axis = 0; axis < 3; axis++) {
            each(list, axis, "", Operand.between(-5, 5, element, 5, 13, 6));
            each(list, axis, "huge", Operand.uniform(element, 5, 13, 6).with(3, 1e4, -1e4));
        }
        each(list, 0, "", Operand.uniform(element, 1));
        each(list, 1, "", Operand.between(-9, 9, element, 17, 10));
        each(list, 1, "", Operand.between(-9, 9, element, 3, 1000));
        each(list, 1, "", Operand.uniform(element, 0, 3));
        each(list, 1, "all equal", Operand.of(TensorType.of(element, 2, 5), 1e4));
        each(list, 1, "-infinity has no weight", Operand.uniform(element, 5, 6).with(3, -INFINITY));
        each(list, 1, "NaN spreads", Operand.uniform(element, 5, 6).with(9, NAN));
    }

    private static void each(CaseList list, int axis, String special, Operand x) {
        list.op("softmax", special, new SoftmaxOp.Softmax(axis), x);
        list.op("softmax", special, new SoftmaxOp.LogSoftmax(axis), x);
    }

    private static void crossEntropy(CaseList list, ElementType element) {
        for (long[] shape : new long[][] {{1, 1}, {1, 10}, {3, 5}, {17, 2}, {6, 31}, {64, 10}, {0, 3}}) {
            Operand logits = Operand.between(-4, 4, element, shape);
            loss(list, "", logits, Operand.whole(0, (int) shape[1] - 1, ElementType.INT32, shape[0]));
            loss(list, "targets", logits, Operand.between(0, 1, element, shape));
        }
        Operand labels =
                Operand.of(TensorType.of(ElementType.INT32, 6), -1, 0, 4, 5, Integer.MAX_VALUE, Integer.MIN_VALUE);
        loss(list, "labels out of range", Operand.uniform(element, 6, 5), labels);
        Operand huge = Operand.uniform(element, 13, 5).with(2, 1e4, -1e4);
        loss(list, "huge", huge, Operand.whole(0, 4, ElementType.INT32, 13));
        loss(list, "huge, targets", huge, Operand.between(0, 1, element, 13, 5));
        loss(list, "NaN", Operand.uniform(element, 13, 5).with(9, NAN), Operand.whole(0, 4, ElementType.INT32, 13));
    }

    private static void loss(CaseList list, String special, Operand logits, Operand labels) {
        list.op("softmax", special, new SoftmaxOp.SoftmaxCrossEntropy(), logits, labels);
        list.op(
                "softmax",
                special,
                new SoftmaxOp.SoftmaxCrossEntropyGradient(),
                logits,
                labels,
                Operand.uniform(logits.type().element(), logits.type().shape().dim(0)));
    }
}
