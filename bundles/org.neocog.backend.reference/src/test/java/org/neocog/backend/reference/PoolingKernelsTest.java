package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class PoolingKernelsTest {
    private static final double NAN = Double.NaN;
    private static final PoolingWindow HALF = PoolingWindow.of(List.of(2, 2), List.of(2, 2));
    private static final PoolingWindow PADDED =
            PoolingWindow.of(List.of(3), List.of(2)).withPadding(List.of(1), List.of(1));

    private final OpRun run = new OpRun(ElementType.FLOAT64);

    @AfterEach
    void close() {
        run.close();
    }

    /** The feature map of a lecture on pooling. */
    private Value lecture() {
        return run.in(
                Shape.of(1, 1, 6, 6),
                0,
                5,
                4,
                3,
                0,
                0,
                8,
                2,
                0,
                0,
                6,
                9,
                9,
                0,
                0,
                6,
                4,
                0,
                8,
                6,
                0,
                8,
                9,
                6,
                4,
                0,
                6,
                9,
                0,
                2,
                0,
                7,
                6,
                4,
                10,
                7);
    }

    @Test
    void takesTheGreatestOfEachWindow() {
        assertArrayEquals(OpRun.of(8, 4, 9, 9, 8, 9, 7, 9, 10), run.result(run.b.maxPool(lecture(), HALF)));
    }

    @Test
    void takesTheMeanOfEachWindow() {
        assertArrayEquals(
                OpRun.of(3.75, 1.75, 3.75, 5.75, 3.5, 4.75, 2.75, 6.25, 4.75),
                run.result(run.b.averagePool(lecture(), HALF, false)));
    }

    @Test
    void takesTheEuclideanNormOfEachWindow() {
        double[] squares = {93, 25, 117, 181, 100, 133, 65, 169, 153};
        double[] expected = java.util.Arrays.stream(squares).map(Math::sqrt).toArray();
        assertArrayEquals(expected, run.result(run.b.lpPool(lecture(), HALF, 2)), 1e-12);
    }

    @Test
    void paddingNeverWinsAndNaNAlwaysDoes() {
        Value x = run.in(Shape.of(1, 1, 5), -5, -4, -3, NAN, -1);
        assertArrayEquals(OpRun.of(-4, NAN, NAN), run.result(run.b.maxPool(x, PADDED)));
    }

    @Test
    void negativeInfinityCanBeTheGreatest() {
        double least = Double.NEGATIVE_INFINITY;
        Value x = run.in(Shape.of(1, 1, 3), least, least, least);
        assertArrayEquals(OpRun.of(least, least), run.result(run.b.maxPool(x, PADDED)));
    }

    @Test
    void firstGreatestGetsTheGradientOfEachWindowItWins() {
        Value x = run.in(Shape.of(1, 1, 5), 1, 7, 7, 7, 2);
        Value dy = run.in(Shape.of(1, 1, 3), 1, 10, 100);
        // windows (x0 x1) (x1 x2 x3) (x3 x4)
        assertArrayEquals(OpRun.of(0, 11, 0, 100, 0), run.result(run.b.maxPoolGradient(x, dy, PADDED)));
    }

    @Test
    void firstNaNGetsTheGradient() {
        Value x = run.in(Shape.of(1, 1, 4), 9, NAN, NAN, 9);
        Value dy = run.in(Shape.of(1, 1, 1), 5);
        PoolingWindow whole = PoolingWindow.of(List.of(4), List.of(1));
        assertArrayEquals(OpRun.of(0, 5, 0, 0), run.result(run.b.maxPoolGradient(x, dy, whole)));
    }

    @Test
    void averageDividesByTheWindowOrByWhatIsInside() {
        Value x = run.in(Shape.of(1, 1, 5), 3, 6, 9, 12, 15);
        double[][] means =
                run.results(List.of(run.b.averagePool(x, PADDED, true), run.b.averagePool(x, PADDED, false)));
        assertArrayEquals(OpRun.of(3, 9, 9), means[0]);
        assertArrayEquals(OpRun.of(4.5, 9, 13.5), means[1]);
    }

    @Test
    void averageGradientSpreadsOverTheWindow() {
        Value dy = run.in(Shape.of(1, 1, 3), 6, 60, 600);
        Shape input = Shape.of(1, 1, 5);
        double[][] gradients = run.results(List.of(
                run.b.averagePoolGradient(dy, input, PADDED, true),
                run.b.averagePoolGradient(dy, input, PADDED, false)));
        assertArrayEquals(OpRun.of(2, 22, 20, 220, 200), gradients[0]);
        assertArrayEquals(OpRun.of(3, 23, 20, 320, 300), gradients[1]);
    }

    @Test
    void lpPoolOfOneIsTheSumOfMagnitudes() {
        Value x = run.in(Shape.of(1, 1, 3), 1, -2, 4);
        assertArrayEquals(OpRun.of(3, 6), run.result(run.b.lpPool(x, PADDED, 1)));
    }

    @Test
    void lpPoolDoesNotOverflowOnTheWay() {
        Value x = run.in(Shape.of(1, 1, 2), 3e200, -4e200);
        PoolingWindow whole = PoolingWindow.of(List.of(2), List.of(1));
        assertArrayEquals(OpRun.of(5e200), run.result(run.b.lpPool(x, whole, 2)), 1e188);
    }

    @Test
    void lpGradientIsThePullOfEachElement() {
        Value x = run.in(Shape.of(1, 1, 4), 3, -4, 0, 0);
        PoolingWindow pairs = PoolingWindow.of(List.of(2), List.of(2));
        Value dy = run.in(Shape.of(1, 1, 2), 10, 7);
        Value dx = run.b.lpPoolGradient(x, run.b.lpPool(x, pairs, 2), dy, pairs, 2);
        assertArrayEquals(OpRun.of(6, -8, 0, 0), run.result(dx), 1e-12);
    }

    @Test
    void poolsVolumesAndEachChannelByItself() {
        Value x = run.in(Shape.of(1, 2, 2, 2, 2), OpRun.count(1, 16));
        PoolingWindow cube = PoolingWindow.of(List.of(2, 2, 2), List.of(1, 1, 1));
        double[][] results = run.results(List.of(run.b.maxPool(x, cube), run.b.averagePool(x, cube, true)));
        assertArrayEquals(OpRun.of(8, 16), results[0]);
        assertArrayEquals(OpRun.of(4.5, 12.5), results[1]);
    }
}
