package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.backend.onednn.MadeUpRun.Odd;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Gradients by the filters of pointwise convolutions, computed as products of matrices, are those of the reference. */
class PointwiseTest {
    private static final String PRODUCT = "pointwise";
    private static final double TOLERANCE = 2e-6;

    private static Odd odd(double value) {
        return new Odd("x", 777, value);
    }

    /** A gradient by strides of 2 and 3. */
    private static Program strided(int in, int out) {
        GraphBuilder b = new GraphBuilder("graph");
        ConvolutionGeometry geometry = ConvolutionGeometry.unit(2).withStrides(2, 3);
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 6, in, 8, 13));
        Value dy = b.input("gradient", TensorType.of(ElementType.FLOAT32, 6, out, 4, 5));
        b.output("dw", b.convolutionFilterGradient(x, dy, Shape.of(out, in, 1, 1), geometry));
        return new Program(List.of(), List.of(b.build()));
    }

    private static Program program(int in, int out, int height) {
        GraphBuilder b = new GraphBuilder("graph");
        Value x = b.input("x", TensorType.of(ElementType.FLOAT32, 6, in, height, 7));
        Value dy = b.input("gradient", TensorType.of(ElementType.FLOAT32, 6, out, height, 7));
        b.output("dw", b.convolutionFilterGradient(x, dy, Shape.of(out, in, 1, 1), ConvolutionGeometry.unit(2)));
        return new Program(List.of(), List.of(b.build()));
    }

    private static void requireReference(int in, int out, int height, int threads, double odd) {
        requireReference(program(in, out, height), threads, odd);
    }

    private static void requireReference(Program program, int threads, double value) {
        MadeUpRun got = MadeUpRun.of(new OneDnnBackend(), program, threads, odd(value));
        assertTrue(got.used(PRODUCT), "it must have been computed as a product");
        got.requireNear(MadeUpRun.of(new ReferenceBackend(), program, 2, odd(value)), TOLERANCE);
    }

    @Test
    void eachNumberOfThreadsSumsOverPixelsOfItsOwn() {
        for (int threads = 1; threads <= 3; threads++) {
            requireReference(80, 96, 5, threads, 0.5);
        }
    }

    @Test
    void fewInputChannelsAreTheTransposedFactor() {
        for (int threads = 1; threads <= 3; threads++) {
            requireReference(64, 80, 5, threads, 0.5);
        }
    }

    @Test
    void pixelsThatStridesLeaveOutDoNotCount() {
        requireReference(strided(80, 96), 2, 0.5);
        requireReference(strided(64, 80), 3, 0.5);
        requireReference(strided(64, 80), 2, Double.NaN);
    }

    @Test
    void nanAndInfinityReachTheNumbersThatTheyAreFactorsOf() {
        requireReference(64, 80, 5, 2, Double.NaN);
        requireReference(80, 96, 5, 2, Double.POSITIVE_INFINITY);
    }

    @Test
    void pixelsThatThreadsCannotShareAreLeftToTheConvolution() {
        Program program = program(80, 96, 5);
        MadeUpRun got = MadeUpRun.of(new OneDnnBackend(), program, 4, Odd.NONE);
        assertFalse(got.used(PRODUCT));
        got.requireNear(MadeUpRun.of(new ReferenceBackend(), program, 2, Odd.NONE), TOLERANCE);
    }

    @Test
    void largeFiltersInBfloat16() {
        assumeTrue(OneDnnLibrary.load() == null && OneDnnLibrary.multipliesBfloat16(), "no bfloat16 here");
        Program program = program(512, 512, 1);
        MadeUpRun got = MadeUpRun.of(new OneDnnBackend(), program, 2, ElementType.BFLOAT16, Odd.NONE);
        assertTrue(got.used(PRODUCT), "it must have been computed as a product");
        got.requireNear(MadeUpRun.of(new ReferenceBackend(), program, 2, Odd.NONE), 1.0 / 128);
    }

    @Test
    void everyRunHasTheSameBits() {
        Program program = program(64, 80, 5);
        double[] once = MadeUpRun.of(new OneDnnBackend(), program, 2, Odd.NONE).numbers();
        assertArrayEquals(
                once, MadeUpRun.of(new OneDnnBackend(), program, 2, Odd.NONE).numbers());
    }
}
