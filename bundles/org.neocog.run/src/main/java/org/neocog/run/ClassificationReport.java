package org.neocog.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an evaluation says of each class and of the certainty of its answers.
 *
 * <p>With the confusion matrix M, rows by label and columns by answer: {@code precision(c) = M[c][c] / sum over rows M[.][c]}, {@code recall(c)
 * = M[c][c] / sum M[c][.]}, {@code f1 = 2 p r / (p + r)}; NaN where a sum is 0, but f1 is 0 where precision and recall are. The macro means
 * leave classes without examples out, and take a precision that is NaN for 0.
 *
 * <p>The expected calibration error sorts answers into {@value #BINS} bins of equal width by the softmax of their class, and is the mean over
 * all examples of the difference between accuracy and mean softmax of their bin.
 *
 * <p>Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks", ICML 2017, equation 3.
 *
 * @param classNames names of the classes
 * @param topK share of examples whose label is among the k greatest logits, by k
 * @param confusion number of examples by label, then by answer
 * @param calibrationError 0 for answers that are as often right as they are certain
 */
public record ClassificationReport(
        List<String> classNames, SortedMap<Integer, Double> topK, List<List<Long>> confusion, double calibrationError) {
    /** Bins of the calibration error. */
    public static final int BINS = 15;

    private static final int WIDEST_MATRIX = 100;

    public ClassificationReport {
        classNames = List.copyOf(classNames);
        topK = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(topK));
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** Examples of a class. */
    public long support(int label) {
        return confusion.get(label).stream().mapToLong(Long::longValue).sum();
    }

    /** Share of the answers that are this class and right. */
    public double precision(int label) {
        long answers = confusion.stream().mapToLong(row -> row.get(label)).sum();
        return answers == 0 ? Double.NaN : (double) confusion.get(label).get(label) / answers;
    }

    /** Share of the examples of this class that are found. */
    public double recall(int label) {
        long examples = support(label);
        return examples == 0 ? Double.NaN : (double) confusion.get(label).get(label) / examples;
    }

    /** Harmonic mean of precision and recall. */
    public double f1(int label) {
        double precision = precision(label);
        double recall = recall(label);
        if (Double.isNaN(recall)) {
            return Double.NaN;
        }
        return Double.isNaN(precision) || precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    /** As JSON holds it, keys in order; the matrix is left out above 100 classes. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> top = new LinkedHashMap<>();
        topK.forEach((k, share) -> top.put(Integer.toString(k), share));
        map.put("topK", top);
        map.put("calibrationError", calibrationError);
        map.put("macro", macro());
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int label = 0; label < classNames.size(); label++) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", classNames.get(label));
            entry.put("precision", precision(label));
            entry.put("recall", recall(label));
            entry.put("f1", f1(label));
            entry.put("examples", support(label));
            classes.add(entry);
        }
        map.put("classes", classes);
        if (classNames.size() <= WIDEST_MATRIX) {
            map.put("confusion", confusion);
        }
        return map;
    }

    /** Means over the classes that have examples: precision, recall, f1. */
    public Map<String, Double> macro() {
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        int count = 0;
        for (int label = 0; label < classNames.size(); label++) {
            if (support(label) > 0) {
                precision += Double.isNaN(precision(label)) ? 0 : precision(label);
                recall += recall(label);
                f1 += f1(label);
                count++;
            }
        }
        Map<String, Double> means = new LinkedHashMap<>();
        means.put("precision", precision / count);
        means.put("recall", recall / count);
        means.put("f1", f1 / count);
        return means;
    }
}
