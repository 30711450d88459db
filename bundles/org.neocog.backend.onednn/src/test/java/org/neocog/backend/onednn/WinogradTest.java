package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.onednn.MadeUpRun.Odd;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Convolutions computed in patches and tiles are those of the reference, finite or not. */
class WinogradTest {
    private static final int CHANNELS = 64;
    private static final double TOLERANCE = 2e-6;

    @BeforeAll
    static void tilesAlways() {
        System.setProperty(WinogradLowering.WINOGRAD, "always");
    }

    @AfterAll
    static void tilesWhereTheyPay() {
        System.clearProperty(WinogradLowering.WINOGRAD);
    }

    private static ConvolutionGeometry padded(int top, int left, int bottom, int right) {
        return ConvolutionGeometry.unit(2).withPadding(List.of(top, left), List.of(bottom, right));
    }

    private static Program program(ConvolutionGeometry geometry, int filters, boolean bias, boolean sum, boolean relu) {
        GraphBuilder b = new GraphBuilder("graph");
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 3, CHANNELS, 19, 23));
        Variable w = new Variable("w", TensorType.of(ElementType.FLOAT32, filters, CHANNELS, 3, 3), Role.PARAMETER);
        Variable offsets = new Variable("offsets", TensorType.of(ElementType.FLOAT32, filters), Role.PARAMETER);
        Value y = b.convolution(x, b.read(w), geometry);
        if (bias) {
            y = b.add(y, b.broadcast(b.read(offsets), y.shape(), List.of(1)));
        }
        if (sum) {
            y = b.add(y, b.input("added", y.type()));
        }
        if (relu) {
            y = b.unary(UnaryFunction.RELU, y);
        }
        b.output("y", y);
        return new Program(bias ? List.of(w, offsets) : List.of(w), List.of(b.build()));
    }

    /** The gradient of a convolution to 80 channels, which as in training changes its filter. */
    private static Program gradient(ConvolutionGeometry geometry) {
        GraphBuilder b = new GraphBuilder("graph");
        Shape image = Shape.of(3, CHANNELS, 19, 23);
        Shape filter = Shape.of(80, CHANNELS, 3, 3);
        Variable w = new Variable("w", new TensorType(ElementType.FLOAT32, filter), Role.PARAMETER);
        int rows = 17 + geometry.padLow().get(0) + geometry.padHigh().get(0);
        int columns = 21 + geometry.padLow().get(1) + geometry.padHigh().get(1);
        Value dy = b.input("x", TensorType.of(ElementType.FLOAT32, 3, 80, rows, columns));
        b.output("y", b.convolutionInputGradient(dy, b.read(w), image, geometry));
        b.update(w, b.scale(b.read(w), 0.5));
        return new Program(List.of(w), List.of(b.build()));
    }

    /** The gradient by a filter of 80 by 64 channels, with or without that by a bias. */
    private static Program filterGradient(ConvolutionGeometry geometry, boolean bias) {
        GraphBuilder b = new GraphBuilder("graph");
        Shape filter = Shape.of(80, CHANNELS, 3, 3);
        int rows = 17 + geometry.padLow().get(0) + geometry.padHigh().get(0);
        int columns = 21 + geometry.padLow().get(1) + geometry.padHigh().get(1);
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 3, CHANNELS, 19, 23));
        Value dy = b.input("gradient", TensorType.of(ElementType.FLOAT32, 3, 80, rows, columns));
        b.output("y", b.convolutionFilterGradient(x, dy, filter, geometry));
        if (bias) {
            b.output("bias", b.reduceSum(dy, List.of(0, 2, 3)));
        }
        return new Program(List.of(), List.of(b.build()));
    }

    private static MadeUpRun inTiles(Program program, int threads, Odd odd) {
        MadeUpRun run = MadeUpRun.of(new OneDnnBackend(), program, threads, odd);
        assertTrue(run.used("winograd"), "it must have been computed in patches");
        return run;
    }

    private static void requireReference(Program program, Odd odd) {
        inTiles(program, 2, odd).requireNear(MadeUpRun.of(new ReferenceBackend(), program, 2, odd), TOLERANCE);
    }

    @Test
    void oddSidesWithAllThatComesBehind() {
        requireReference(program(padded(1, 1, 1, 1), 80, true, true, true), Odd.NONE);
    }

    @Test
    void unequalPaddingAndNothingBehind() {
        requireReference(program(padded(0, 2, 2, 0), CHANNELS, false, false, false), Odd.NONE);
    }

    @Test
    void gradientsByTheInput() {
        requireReference(gradient(padded(1, 1, 1, 1)), Odd.NONE);
        requireReference(gradient(padded(0, 2, 2, 0)), Odd.NONE);
        requireReference(gradient(padded(0, 1, 0, 2)), new Odd("x", 777, Double.NaN));
        requireReference(gradient(padded(2, 0, 1, 1)), new Odd("w", 12, Double.NEGATIVE_INFINITY));
    }

    @Test
    void gradientsByTheFilter() {
        requireReference(filterGradient(padded(1, 1, 1, 1), false), Odd.NONE);
        requireReference(filterGradient(padded(1, 1, 1, 1), true), Odd.NONE);
        requireReference(filterGradient(padded(0, 2, 2, 0), true), Odd.NONE);
        requireReference(filterGradient(padded(0, 1, 0, 2), false), new Odd("x", 777, Double.NaN));
        requireReference(filterGradient(padded(2, 0, 1, 1), true), new Odd("gradient", 1234, Double.POSITIVE_INFINITY));
    }

    @Test
    void gradientsByTheFilterAreTheSameBitsEachTime() {
        Program program = filterGradient(padded(1, 1, 1, 1), true);
        double[] once = inTiles(program, 2, Odd.NONE).numbers();
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(once, inTiles(program, 2, Odd.NONE).numbers());
        }
    }

    @Test
    void convolutionsOfATraining() {
        GraphBuilder b = new GraphBuilder("graph");
        Variable w = new Variable("w", TensorType.of(ElementType.FLOAT32, 80, CHANNELS, 3, 3), Role.PARAMETER);
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 3, CHANNELS, 19, 23));
        b.output("y", b.convolution(x, b.read(w), padded(1, 1, 1, 1)));
        b.update(w, b.scale(b.read(w), 0.5));
        requireReference(new Program(List.of(w), List.of(b.build())), Odd.NONE);
    }

    @Test
    void infinityNanAndLargeNumbersStayWhereTheyBelong() {
        Program program = program(padded(1, 1, 1, 1), CHANNELS, true, false, false);
        requireReference(program, new Odd("x", 777, Double.NaN));
        requireReference(program, new Odd("x", 9999, Double.POSITIVE_INFINITY));
        requireReference(program, new Odd("w", 12, Double.NEGATIVE_INFINITY));
        requireReference(program, new Odd("x", 5, 3e38));
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        Program program = program(padded(1, 1, 1, 1), CHANNELS, true, false, true);
        double[] one = inTiles(program, 1, Odd.NONE).numbers();
        assertArrayEquals(one, inTiles(program, 2, Odd.NONE).numbers());
        assertArrayEquals(one, inTiles(program, 3, Odd.NONE).numbers());
    }

    @Test
    void newFiltersCountFromTheNextStepOn() {
        Program program = program(padded(1, 1, 1, 1), CHANNELS, false, true, false);
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = new OneDnnBackend().compile(program, new CompileOptions(allocator, 2));
                Executable reference = new ReferenceBackend().compile(program, new CompileOptions(allocator, 2))) {
            for (int seed = 1; seed <= 2; seed++) {
                MadeUpRun want = MadeUpRun.of(allocator, reference, program, seed, Odd.NONE);
                MadeUpRun.of(allocator, executable, program, seed, Odd.NONE).requireNear(want, TOLERANCE);
            }
        }
    }

    @Test
    void tilesAreCutSoThatThreadsHaveTheSameToDo() {
        WinogradTiling tiling = WinogradTiling.of(Shape.of(1, 64, 56, 56), Shape.of(1, 64, 56, 56), 2);
        assertEquals(784, tiling.tiles());
        assertEquals(0, tiling.blocks() % 2);
        assertTrue(tiling.tilesPerBlock() <= 100, tiling.toString());
        Shape small = Shape.of(1, 64, 3, 5);
        assertEquals(6, WinogradTiling.of(small, small, 1).tilesPerBlock());
    }
}
