package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.ReductionOp.ReduceFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class ReductionKernelsTest {
    private static final double NAN = Double.NaN;

    private final OpRun run = new OpRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void sumsOverAnyAxes() {
        Value x = run.in(Shape.of(2, 3, 2), OpRun.count(1, 12));
        double[][] sums = run.results(List.of(
                run.b.reduceSum(x, List.of(0, 1, 2)),
                run.b.reduceSum(x, List.of(0, 2)),
                run.b.reduceSum(x, List.of(1)),
                run.b.reduceSum(x, List.of(2)),
                run.b.reduceSum(x, List.of(0, 1))));
        assertArrayEquals(OpRun.of(78), sums[0]);
        assertArrayEquals(OpRun.of(18, 26, 34), sums[1]);
        assertArrayEquals(OpRun.of(9, 12, 27, 30), sums[2]);
        assertArrayEquals(OpRun.of(3, 7, 11, 15, 19, 23), sums[3]);
        assertArrayEquals(OpRun.of(36, 42), sums[4]);
    }

    @Test
    void greatestAndLeastAreNaNIfAnElementIs() {
        Value x = run.in(Shape.of(3, 2), 1, 2, 3, NAN, 5, 6);
        double[][] results = run.results(List.of(
                run.b.reduce(ReduceFunction.MAX, x, List.of(0)), run.b.reduce(ReduceFunction.MIN, x, List.of(0))));
        assertArrayEquals(OpRun.of(5, NAN), results[0]);
        assertArrayEquals(OpRun.of(1, NAN), results[1]);
    }

    @Test
    void ofNothingTheSumIsZeroAndTheExtremesAreInfinite() {
        Value x = run.in(Shape.of(0, 2));
        double[][] results = run.results(List.of(
                run.b.reduceSum(x, List.of(0)),
                run.b.reduce(ReduceFunction.MAX, x, List.of(0)),
                run.b.reduce(ReduceFunction.MIN, x, List.of(0))));
        double infinity = Double.POSITIVE_INFINITY;
        assertArrayEquals(OpRun.of(0, 0), results[0]);
        assertArrayEquals(OpRun.of(-infinity, -infinity), results[1]);
        assertArrayEquals(OpRun.of(infinity, infinity), results[2]);
    }

    @Test
    void overNoAxesNothingChanges() {
        Value x = run.in(Shape.of(2), 3, 4);
        assertArrayEquals(OpRun.of(3, 4), run.result(run.b.reduceSum(x, List.of())));
    }

    @Test
    void sumsInFloat64AndRoundsOnce() {
        Value x = run.in(Shape.of(4), 1e8, 1, 1, -1e8);
        assertArrayEquals(OpRun.of(2), run.result(run.b.reduceSum(x, List.of(0))));
    }

    @Test
    void findsTheFirstGreatest() {
        Value x = run.in(Shape.of(2, 4), 1, 7, 7, 0, 5, NAN, 9, NAN);
        double[][] results = run.results(List.of(run.b.argMax(x, 1), run.b.argMax(x, 0)));
        assertArrayEquals(OpRun.of(1, 1), results[0]);
        assertArrayEquals(OpRun.of(1, 1, 1, 1), results[1]);
    }

    @Test
    void findsTheGreatestInteger() {
        Value x = run.in(ElementType.INT32, Shape.of(3), -3, -1, -2);
        assertArrayEquals(OpRun.of(1), run.result(run.b.argMax(x, 0)));
    }
}
