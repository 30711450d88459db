package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class NormalizationKernelsTest {
    private final OpRun run = new OpRun(ElementType.FLOAT64);

    @AfterEach
    void close() {
        run.close();
    }

    /** Channel 0 holds 1 and 3: mean 2, variance 1; channel 1 holds 0 and 6: mean 3, variance 9. */
    private Value x() {
        return run.in(Shape.of(2, 2, 1), 1, 0, 3, 6);
    }

    @Test
    void trainingNormalizesEachChannel() {
        Value scale = run.in(Shape.of(2), 1, 2);
        Value offset = run.in(Shape.of(2), 10, 20);
        double[][] results = run.results(run.b.batchNormalizationTraining(x(), scale, offset, 3));
        double second = 6 / Math.sqrt(12);
        assertArrayEquals(OpRun.of(9.5, 20 - second, 10.5, 20 + second), results[0], 1e-12);
        assertArrayEquals(OpRun.of(2, 3), results[1]);
        assertArrayEquals(OpRun.of(1, 9), results[2]);
    }

    @Test
    void inferenceUsesTheStatisticsGiven() {
        Value scale = run.in(Shape.of(2), 1, 2);
        Value offset = run.in(Shape.of(2), 0, 1);
        Value mean = run.in(Shape.of(2), 0, 6);
        Value variance = run.in(Shape.of(2), 3, 0);
        Value y = run.b.batchNormalizationInference(x(), scale, offset, mean, variance, 1);
        assertArrayEquals(OpRun.of(0.5, -11, 1.5, 1), run.result(y), 1e-12);
    }

    /** One channel of 1 and 3, normalized to -z and z with z = 1 / sqrt(1 + 3) = 0.5. */
    @Test
    void gradientTakesTheStatisticsIntoAccount() {
        Value x = run.in(Shape.of(2, 1), 1, 3);
        Value scale = run.in(Shape.of(1), 2);
        Value mean = run.in(Shape.of(1), 2);
        Value variance = run.in(Shape.of(1), 1);
        Value dy = run.in(Shape.of(2, 1), 1, 5);
        double[][] gradients = run.results(run.b.batchNormalizationGradient(x, scale, mean, variance, dy, 3));
        // sum 6, product with z: -0.5 + 2.5 = 2; dx = 2 * 0.5 * (dy - 3 - z * 2 / 2)
        assertArrayEquals(OpRun.of(-1.5, 1.5), gradients[0], 1e-12);
        assertArrayEquals(OpRun.of(2), gradients[1], 1e-12);
        assertArrayEquals(OpRun.of(6), gradients[2], 1e-12);
    }

    @Test
    void localResponseDividesByTheNeighbours() {
        Value x = run.in(Shape.of(1, 3, 1), 1, 2, 3);
        // alpha / size = 1; sums of squares 5, 14, 13
        Value y = run.b.localResponseNormalization(x, 3, 3, 1, 1);
        assertArrayEquals(OpRun.of(1.0 / 6, 2.0 / 15, 3.0 / 14), run.result(y), 1e-12);
    }

    @Test
    void localResponseGradientReachesTheNeighbours() {
        Value x = run.in(Shape.of(1, 3, 1), 1, 2, 3);
        Value dy = run.in(Shape.of(1, 3, 1), 1, 0, 0);
        // y0 = x0 / (1 + x0^2 + x1^2): by x0 1/6 - 2/36, by x1 -2 * 2 / 36
        Value dx = run.b.localResponseNormalizationGradient(x, dy, 3, 3, 1, 1);
        assertArrayEquals(OpRun.of(1.0 / 6 - 2.0 / 36, -4.0 / 36, 0), run.result(dx), 1e-12);
    }

    @Test
    void normalizesEachPixelOfAPlane() {
        Value x = run.in(Shape.of(2, 1, 1, 2), 1, 2, 3, 4);
        double[][] results = run.results(List.of(
                run.b.localResponseNormalization(x, 1, 1, 1, 0),
                run.b
                        .batchNormalizationTraining(x, run.in(Shape.of(1), 1), run.in(Shape.of(1), 0), 1)
                        .get(1)));
        assertArrayEquals(OpRun.of(1, 1.0 / 2, 1.0 / 3, 1.0 / 4), results[0], 1e-12);
        assertArrayEquals(OpRun.of(2.5), results[1]);
    }
}
