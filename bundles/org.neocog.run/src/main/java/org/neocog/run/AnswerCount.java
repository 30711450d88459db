package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.neocog.tensor.Tensor;

/** Counts answers for a {@link ClassificationReport}. Threading: one thread. */
final class AnswerCount implements Evaluator.AnswerListener {
    private final List<String> classNames;
    private final int[] ks;
    private final long[] amongTop;
    private final long[][] confusion;
    private final long[] binExamples = new long[ClassificationReport.BINS];
    private final long[] binRight = new long[ClassificationReport.BINS];
    private final double[] binCertainty = new double[ClassificationReport.BINS];
    private long examples;

    /** @param topK how many greatest logits to look for the label in, each at least 1 */
    AnswerCount(List<String> classNames, List<Integer> topK) {
        this.classNames = classNames;
        this.ks = topK.stream().mapToInt(Integer::intValue).toArray();
        this.amongTop = new long[ks.length];
        this.confusion = new long[classNames.size()][classNames.size()];
    }

    @Override
    public void answered(Tensor logits, int row, int label, int rank) {
        int classes = classNames.size();
        int answer = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double logit = logits.getDouble((long) row * classes + c);
            if (logit > greatest) {
                greatest = logit;
                answer = c;
            }
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits.getDouble((long) row * classes + c) - greatest);
        }
        confusion[label][answer]++;
        for (int i = 0; i < ks.length; i++) {
            amongTop[i] += rank < ks[i] ? 1 : 0;
        }
        double certainty = 1 / sum;
        if (Double.isFinite(certainty)) {
            int bin = Math.min(ClassificationReport.BINS - 1, (int) (certainty * ClassificationReport.BINS));
            binExamples[bin]++;
            binRight[bin] += answer == label ? 1 : 0;
            binCertainty[bin] += certainty;
        }
        examples++;
    }

    ClassificationReport report() {
        SortedMap<Integer, Double> topK = new TreeMap<>();
        for (int i = 0; i < ks.length; i++) {
            topK.put(ks[i], (double) amongTop[i] / examples);
        }
        double error = 0;
        for (int bin = 0; bin < ClassificationReport.BINS; bin++) {
            error += Math.abs(binRight[bin] - binCertainty[bin]) / examples;
        }
        List<List<Long>> matrix = new ArrayList<>();
        for (long[] row : confusion) {
            matrix.add(java.util.Arrays.stream(row).boxed().toList());
        }
        return new ClassificationReport(classNames, topK, matrix, error);
    }
}
