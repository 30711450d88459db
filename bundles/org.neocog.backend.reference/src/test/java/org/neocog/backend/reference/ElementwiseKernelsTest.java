package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class ElementwiseKernelsTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double[] SPECIAL = {-INFINITY, -2.5, -0.0, 0.0, 0.3, 2, INFINITY, NAN};

    private final OpRun run = new OpRun();

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @EnumSource
    void unaryFunctionsAreTheirDefinitionRoundedOnce(UnaryFunction function) {
        double[] expected = new double[SPECIAL.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (float) function.apply((float) SPECIAL[i]);
        }
        assertArrayEquals(expected, run.result(run.b.unary(function, run.in(Shape.of(8), SPECIAL))));
    }

    @ParameterizedTest
    @EnumSource
    void binaryFunctionsAreTheirDefinitionOnAllPairs(BinaryFunction function) {
        int n = SPECIAL.length;
        Shape pairs = Shape.of(SPECIAL.length * (long) SPECIAL.length);
        double[] a = new double[n * n];
        double[] b = new double[n * n];
        double[] expected = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            a[i] = SPECIAL[i / n];
            b[i] = SPECIAL[i % n];
            expected[i] = (float) function.apply((float) a[i], (float) b[i]);
        }
        Value y = run.b.binary(function, run.in(pairs, a), run.in(pairs, b));
        assertArrayEquals(expected, run.result(y));
    }

    @Test
    void worksBeyondOnePiece() {
        double[] numbers = OpRun.count(0, 10_001);
        Value x = run.in(Shape.of(10_001), numbers);
        double[] sums = run.result(run.b.add(x, x));
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(2.0 * i, sums[i]);
        }
    }

    @Test
    void comparesWithNaNAsIeeeDoes() {
        Value a = run.in(Shape.of(4), 1, 2, NAN, 0.0);
        Value b = run.in(Shape.of(4), 2, 2, NAN, -0.0);
        double[][] results = run.results(List.of(
                run.b.compare(Comparison.EQUAL, a, b),
                run.b.compare(Comparison.NOT_EQUAL, a, b),
                run.b.compare(Comparison.LESS, a, b),
                run.b.compare(Comparison.LESS_OR_EQUAL, a, b),
                run.b.compare(Comparison.GREATER, a, b),
                run.b.compare(Comparison.GREATER_OR_EQUAL, a, b)));
        assertArrayEquals(OpRun.of(0, 1, 0, 1), results[0]);
        assertArrayEquals(OpRun.of(1, 0, 1, 0), results[1]);
        assertArrayEquals(OpRun.of(1, 0, 0, 0), results[2]);
        assertArrayEquals(OpRun.of(1, 1, 0, 1), results[3]);
        assertArrayEquals(OpRun.of(0, 0, 0, 0), results[4]);
        assertArrayEquals(OpRun.of(0, 1, 0, 1), results[5]);
    }

    @Test
    void selectsWithoutTouchingWhatIsNotChosen() {
        Value mask = run.in(ElementType.UINT8, Shape.of(3), 1, 0, 255);
        Value a = run.in(Shape.of(3), 1, NAN, 3);
        Value b = run.in(Shape.of(3), NAN, 20, NAN);
        assertArrayEquals(OpRun.of(1, 20, 3), run.result(run.b.select(mask, a, b)));
    }

    @Test
    void castsTruncateAndSaturate() {
        Value x = run.in(ElementType.FLOAT64, Shape.of(6), -1.9, 1.9, 300, NAN, 1e20, 16777217);
        double[][] results = run.results(List.of(
                run.b.cast(x, ElementType.UINT8),
                run.b.cast(x, ElementType.INT32),
                run.b.cast(x, ElementType.FLOAT32),
                run.b.cast(x, ElementType.BFLOAT16)));
        assertArrayEquals(OpRun.of(0, 1, 255, 0, 255, 255), results[0]);
        assertArrayEquals(OpRun.of(-1, 1, 300, 0, Integer.MAX_VALUE, 16777217), results[1]);
        assertArrayEquals(OpRun.of(-1.9f, 1.9f, 300, NAN, 1e20f, 16777216), results[2]);
        assertArrayEquals(OpRun.of(-1.8984375, 1.8984375, 300, NAN, 0x1.5ap66, 16777216), results[3]);
    }

    @Test
    void bfloat16IsRoundedAfterEachOp() {
        try (OpRun coarse = new OpRun(ElementType.BFLOAT16)) {
            Value one = coarse.in(Shape.of(1), 1);
            Value tiny = coarse.in(Shape.of(1), 0x1p-9);
            Value twice = coarse.b.add(coarse.b.add(one, tiny), tiny);
            assertArrayEquals(OpRun.of(1), coarse.result(twice));
        }
    }
}
