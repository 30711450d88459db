package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class MatrixKernelsTest {
    private final OpRun run = new OpRun();

    @AfterEach
    void close() {
        run.close();
    }

    /** [1 2 3; 4 5 6] [1 4; 2 5; 3 6] = [14 32; 32 77], however the operands are stored. */
    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void transposesEitherOperand(boolean transposeA, boolean transposeB) {
        double[] rows = {1, 2, 3, 4, 5, 6};
        double[] columns = {1, 4, 2, 5, 3, 6};
        Value a = transposeA ? run.in(Shape.of(3, 2), columns) : run.in(Shape.of(2, 3), rows);
        Value b = transposeB ? run.in(Shape.of(2, 3), rows) : run.in(Shape.of(3, 2), columns);
        assertArrayEquals(OpRun.of(14, 32, 32, 77), run.result(run.b.matmul(a, b, transposeA, transposeB)));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void multipliesRowsLongerThanOneBlock(boolean transposeB) {
        Value a = run.in(Shape.of(1, 6), 1, 1, 1, 1, 1, 1);
        double[] ones = new double[36];
        java.util.Arrays.fill(ones, 1);
        Value b = run.in(Shape.of(6, 6), ones);
        assertArrayEquals(OpRun.of(6, 6, 6, 6, 6, 6), run.result(run.b.matmul(a, b, false, transposeB)));
    }

    @Test
    void leadingDimensionsAreABatch() {
        Value a = run.in(Shape.of(2, 1, 2), 1, 2, 3, 4);
        Value b = run.in(Shape.of(2, 2, 1), 1, 10, 1, 10);
        assertArrayEquals(OpRun.of(21, 43), run.result(run.b.matmul(a, b)));
    }

    @Test
    void anEmptySumIsZero() {
        Value a = run.in(Shape.of(2, 0));
        Value b = run.in(Shape.of(0, 2));
        assertArrayEquals(OpRun.of(0, 0, 0, 0), run.result(run.b.matmul(a, b)));
    }

    @Test
    void zeroTimesInfinityIsNaN() {
        Value a = run.in(Shape.of(1, 1), 0);
        Value b = run.in(Shape.of(1, 2), Double.NEGATIVE_INFINITY, 1);
        assertArrayEquals(OpRun.of(Double.NaN, 0), run.result(run.b.matmul(a, b)));
    }
}
