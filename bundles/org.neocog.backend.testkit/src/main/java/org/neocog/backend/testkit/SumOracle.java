package org.neocog.backend.testkit;

import java.util.List;
import org.neocog.graph.MatrixOp;
import org.neocog.graph.RandomOp;
import org.neocog.graph.ReductionOp;
import org.neocog.tensor.Philox;
import org.neocog.tensor.TensorType;

/** Reductions, products of matrices, softmax and its loss, random numbers, by their javadoc. */
final class SumOracle {
    private SumOracle() {}

    static NdArray reduce(ReductionOp.Reduce op, NdArray x, TensorType type) {
        double start = switch (op.function()) {
            case SUM -> 0;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
        NdArray y = NdArray.of(type, start);
        x.forEach(at -> {
            int to = y.at(without(at, op.axes()));
            double next = x.get(x.at(at));
            double old = y.get(to);
            y.set(
                    to,
                    switch (op.function()) {
                        case SUM -> old + next;
                        case MAX -> Double.isNaN(old) || old > next ? old : next;
                        case MIN -> Double.isNaN(old) || old < next ? old : next;
                    });
        });
        return y;
    }

    static NdArray argMax(int axis, NdArray x, TensorType type) {
        NdArray y = NdArray.zeros(type);
        y.forEach(at -> {
            int best = 0;
            for (int i = 1; i < x.dim(axis); i++) {
                double next = x.get(x.at(inserted(at, axis, i)));
                double greatest = x.get(x.at(inserted(at, axis, best)));
                if (!Double.isNaN(greatest) && (next > greatest || Double.isNaN(next))) {
                    best = i;
                }
            }
            y.set(y.at(at), best);
        });
        return y;
    }

    private static int[] without(int[] at, List<Integer> axes) {
        int[] kept = new int[at.length - axes.size()];
        int next = 0;
        for (int axis = 0; axis < at.length; axis++) {
            if (!axes.contains(axis)) {
                kept[next++] = at[axis];
            }
        }
        return kept;
    }

    private static int[] inserted(int[] at, int axis, int entry) {
        int[] result = new int[at.length + 1];
        System.arraycopy(at, 0, result, 0, axis);
        result[axis] = entry;
        System.arraycopy(at, axis, result, axis + 1, at.length - axis);
        return result;
    }

    static NdArray matmul(MatrixOp.Matmul op, NdArray a, NdArray b, TensorType type) {
        NdArray y = NdArray.zeros(type);
        int rank = y.rank();
        int inner = a.dim(op.transposeA() ? rank - 2 : rank - 1);
        y.forEach(at -> {
            int m = at[rank - 2];
            int n = at[rank - 1];
            int[] ofA = at.clone();
            int[] ofB = at.clone();
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                ofA[rank - 2] = op.transposeA() ? k : m;
                ofA[rank - 1] = op.transposeA() ? m : k;
                ofB[rank - 2] = op.transposeB() ? n : k;
                ofB[rank - 1] = op.transposeB() ? k : n;
                sum += a.get(a.at(ofA)) * b.get(b.at(ofB));
            }
            y.set(y.at(at), sum);
        });
        return y;
    }

    static NdArray softmax(int axis, boolean logarithm, NdArray x) {
        NdArray y = NdArray.zeros(x.type());
        x.forEach(at -> {
            if (at[axis] == 0) {
                softmaxRow(axis, logarithm, x, y, at.clone());
            }
        });
        return y;
    }

    private static void softmaxRow(int axis, boolean logarithm, NdArray x, NdArray y, int[] at) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (at[axis] = 0; at[axis] < x.dim(axis); at[axis]++) {
            greatest = Math.max(greatest, x.get(x.at(at)));
        }
        double sum = 0;
        for (at[axis] = 0; at[axis] < x.dim(axis); at[axis]++) {
            sum += Math.exp(x.get(x.at(at)) - greatest);
        }
        for (at[axis] = 0; at[axis] < x.dim(axis); at[axis]++) {
            double shifted = x.get(x.at(at)) - greatest;
            y.set(x.at(at), logarithm ? shifted - Math.log(sum) : Math.exp(shifted) / sum);
        }
    }

    static NdArray crossEntropy(NdArray logits, NdArray labels, TensorType type) {
        NdArray loss = NdArray.zeros(type);
        NdArray logarithms = softmax(1, true, logits);
        for (int n = 0; n < logits.dim(0); n++) {
            if (labels.rank() == 1) {
                int label = (int) labels.get(n);
                boolean known = label >= 0 && label < logits.dim(1);
                loss.set(n, known ? -logarithms.get(logarithms.at(n, label)) : Double.NaN);
            } else {
                for (int c = 0; c < logits.dim(1); c++) {
                    loss.addTo(n, -labels.get(labels.at(n, c)) * logarithms.get(logarithms.at(n, c)));
                }
            }
        }
        return loss;
    }

    static NdArray crossEntropyGradient(NdArray logits, NdArray labels, NdArray dy) {
        NdArray dx = NdArray.zeros(logits.type());
        NdArray probabilities = softmax(1, false, logits);
        for (int n = 0; n < logits.dim(0); n++) {
            double total = 0;
            double[] target = new double[logits.dim(1)];
            for (int c = 0; c < target.length; c++) {
                target[c] = labels.rank() == 1 ? (labels.get(n) == c ? 1 : 0) : labels.get(labels.at(n, c));
                total += target[c];
            }
            boolean known = labels.rank() == 2 || (labels.get(n) >= 0 && labels.get(n) < target.length);
            for (int c = 0; c < target.length; c++) {
                double value = dy.get(n) * (probabilities.get(dx.at(n, c)) * total - target[c]);
                dx.set(dx.at(n, c), known ? value : Double.NaN);
            }
        }
        return dx;
    }

    static NdArray random(RandomOp.RandomUniform op, NdArray state, TensorType type) {
        NdArray y = NdArray.zeros(type);
        int[] words = new int[4];
        long high = ((long) op.site() << 32) + (state.getLong(1) & 0xffffffffL);
        for (int i = 0; i < y.size(); i++) {
            Philox.block(state.getLong(0), i / 4, high, words);
            y.set(i, Rounding.to(type.element(), (words[i % 4] >>> 8) * 0x1p-24));
        }
        return y;
    }
}
