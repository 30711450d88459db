package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class SoftmaxKernelsTest {
    private static final double NAN = Double.NaN;
    private static final double LOG_3 = Math.log(3);

    private final OpRun run = new OpRun(ElementType.FLOAT64);

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void sharesAlongEitherAxis() {
        Value x = run.in(Shape.of(2, 2), 0, LOG_3, 0, 0);
        double[][] results = run.results(List.of(run.b.softmax(x, 1), run.b.softmax(x, 0), run.b.logSoftmax(x, 1)));
        assertArrayEquals(OpRun.of(0.25, 0.75, 0.5, 0.5), results[0], 1e-15);
        assertArrayEquals(OpRun.of(0.5, 0.75, 0.5, 0.25), results[1], 1e-15);
        assertArrayEquals(OpRun.of(Math.log(0.25), Math.log(0.75), Math.log(0.5), Math.log(0.5)), results[2], 1e-15);
    }

    @Test
    void doesNotOverflow() {
        Value x = run.in(Shape.of(2), 1e6, 1e6 + LOG_3);
        assertArrayEquals(OpRun.of(0.25, 0.75), run.result(run.b.softmax(x, 0)), 1e-9);
    }

    @Test
    void lossIsTheNegativeLogarithmOfTheShare() {
        Value x = run.in(Shape.of(3, 2), 0, LOG_3, 0, LOG_3, 0, LOG_3);
        Value labels = run.in(ElementType.INT32, Shape.of(3), 0, 1, 2);
        assertArrayEquals(
                OpRun.of(Math.log(4), Math.log(4.0 / 3), NAN), run.result(run.b.softmaxCrossEntropy(x, labels)), 1e-15);
    }

    @Test
    void lossOfTargetsIsTheirMean() {
        Value x = run.in(Shape.of(1, 2), 0, LOG_3);
        Value targets = run.in(Shape.of(1, 2), 0.5, 0.25);
        double expected = 0.5 * Math.log(4) + 0.25 * Math.log(4.0 / 3);
        assertArrayEquals(OpRun.of(expected), run.result(run.b.softmaxCrossEntropy(x, targets)), 1e-15);
    }

    @Test
    void aLabelIgnoresClassesThatAreImpossible() {
        Value x = run.in(Shape.of(1, 3), 0, LOG_3, Double.NEGATIVE_INFINITY);
        Value labels = run.in(ElementType.INT32, Shape.of(1), 0);
        assertArrayEquals(OpRun.of(Math.log(4)), run.result(run.b.softmaxCrossEntropy(x, labels)), 1e-15);
    }

    @Test
    void gradientIsShareMinusTarget() {
        Value x = run.in(Shape.of(2, 2), 0, LOG_3, 0, LOG_3);
        Value labels = run.in(ElementType.INT32, Shape.of(2), 0, -1);
        Value targets = run.in(Shape.of(2, 2), 0.5, 0.5, 2, 0);
        Value dy = run.in(Shape.of(2), 4, 1);
        double[][] results = run.results(List.of(
                run.b.softmaxCrossEntropyGradient(x, labels, dy), run.b.softmaxCrossEntropyGradient(x, targets, dy)));
        assertArrayEquals(OpRun.of(-3, 3, NAN, NAN), results[0], 1e-15);
        assertArrayEquals(OpRun.of(-1, 1, -1.5, 1.5), results[1], 1e-15);
    }
}
