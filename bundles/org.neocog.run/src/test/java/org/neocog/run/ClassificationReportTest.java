package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class ClassificationReportTest {
    /** Logits that are logarithms of shares, and the labels. */
    private static ClassificationReport report(int[] labels, double[]... shares) {
        int classes = shares[0].length;
        AnswerCount count = new AnswerCount(List.of("a", "b", "c").subList(0, classes), List.of(1, 2));
        try (BufferAllocator allocator = NeocogAllocators.root("report", 1 << 20);
                Tensor logits =
                        Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT64, labels.length, classes))) {
            for (int row = 0; row < labels.length; row++) {
                for (int c = 0; c < classes; c++) {
                    logits.setDouble((long) row * classes + c, Math.log(shares[row][c]));
                }
            }
            for (int row = 0; row < labels.length; row++) {
                count.answered(logits, row, labels[row], Evaluator.rank(logits, row, classes, labels[row]));
            }
        }
        return count.report();
    }

    @Test
    void countsByLabelAndAnswer() {
        ClassificationReport report = report(
                new int[] {0, 0, 0, 1},
                new double[] {0.6, 0.3, 0.1},
                new double[] {0.3, 0.6, 0.1},
                new double[] {0.6, 0.3, 0.1},
                new double[] {0.2, 0.7, 0.1});
        assertEquals(List.of(List.of(2L, 1L, 0L), List.of(0L, 1L, 0L), List.of(0L, 0L, 0L)), report.confusion());
        assertEquals(1, report.precision(0));
        assertEquals(2.0 / 3, report.recall(0));
        assertEquals(0.8, report.f1(0), 1e-15);
        assertEquals(0.5, report.precision(1));
        assertEquals(1, report.recall(1));
        assertEquals(3, report.support(0));
        assertTrue(Double.isNaN(report.recall(2)), "a class without examples has none");
        assertEquals(0.75, report.macro().get("precision"), "which the means leave out");
        assertEquals(0.75, report.topK().get(1));
        assertEquals(1.0, report.topK().get(2));
    }

    @Test
    void calibrationIsTheDistanceOfCertaintyFromAccuracy() {
        // two answers of certainty 0.8, one right: off by 0.3; two of 0.6, both right: off by 0.4
        ClassificationReport report = report(
                new int[] {0, 1, 0, 1},
                new double[] {0.8, 0.2},
                new double[] {0.8, 0.2},
                new double[] {0.6, 0.4},
                new double[] {0.4, 0.6});
        assertEquals((0.3 + 0.4) / 2, report.calibrationError(), 1e-12);
        ClassificationReport certain = report(new int[] {0, 1}, new double[] {1, 0}, new double[] {0, 1});
        assertEquals(0, certain.calibrationError(), 1e-12);
    }

    @Test
    void writesItselfForPrograms() {
        ClassificationReport report = report(new int[] {0, 1}, new double[] {1, 0}, new double[] {1, 0});
        assertEquals(
                "{\"topK\":{\"1\":0.5,\"2\":1.0},\"calibrationError\":0.5,\"macro\":{\"precision\":0.25,\"recall\":0.5,"
                        + "\"f1\":0.3333333333333333},\"classes\":[{\"name\":\"a\",\"precision\":0.5,\"recall\":1.0,"
                        + "\"f1\":0.6666666666666666,\"examples\":1},{\"name\":\"b\",\"precision\":null,\"recall\":0.0,"
                        + "\"f1\":0.0,\"examples\":1}],\"confusion\":[[1,0],[1,0]]}",
                Json.line(report.toMap()));
    }
}
