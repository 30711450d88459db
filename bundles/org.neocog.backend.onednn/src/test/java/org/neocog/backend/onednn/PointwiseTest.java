package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Gradients by the filters of pointwise convolutions, computed as products of matrices, are those of the reference. */
class PointwiseTest {
    /** Element of the input that is odd, and what it is. */
    private static final int ODD = 777;

    private record Result(double[] numbers, boolean product) {}

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

    private static Result run(Backend backend, Program program, int threads, ElementType activations, double odd) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, threads, activations))) {
            Feed feed = new Feed();
            program.graphs().get(0).inputs().forEach((name, value) -> {
                Philox.Stream random = Philox.stream(1, 1, name.length());
                Tensor tensor = Tensor.allocate(allocator, value.type());
                for (long i = 0; i < tensor.size(); i++) {
                    tensor.setDouble(i, random.uniform(-1, 1));
                }
                feed.put(name, tensor);
            });
            feed.tensors().get("x").setDouble(ODD, odd);
            Tensor dw = executable.run("graph", feed).output("dw");
            double[] numbers = new double[Math.toIntExact(dw.size())];
            dw.copyTo(numbers);
            boolean product = executable instanceof ProfiledExecutable profiled
                    && profiled.profile("graph", feed).parts().stream()
                            .anyMatch(part -> part.kernel().startsWith("pointwise"));
            feed.tensors().values().forEach(Tensor::close);
            return new Result(numbers, product);
        }
    }

    private static void requireReference(int in, int out, int height, int threads, double odd) {
        requireReference(program(in, out, height), threads, odd);
    }

    private static void requireReference(Program program, int threads, double odd) {
        double[] want = run(new ReferenceBackend(), program, 2, ElementType.FLOAT32, odd).numbers;
        Result got = run(new OneDnnBackend(), program, threads, ElementType.FLOAT32, odd);
        assertTrue(got.product, "it must have been computed as a product");
        assertArrayEquals(want, got.numbers, 2e-5);
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
        Result got = run(new OneDnnBackend(), program, 4, ElementType.FLOAT32, 0.5);
        assertEquals(false, got.product);
        double[] want = run(new ReferenceBackend(), program, 2, ElementType.FLOAT32, 0.5).numbers;
        assertArrayEquals(want, got.numbers, 2e-5);
    }

    @Test
    void largeFiltersInBfloat16() {
        assumeTrue(OneDnnLibrary.load() == null && OneDnnLibrary.multipliesBfloat16(), "no bfloat16 here");
        Program program = program(512, 512, 1);
        Result got = run(new OneDnnBackend(), program, 2, ElementType.BFLOAT16, 0.5);
        assertTrue(got.product, "it must have been computed as a product");
        double[] want = run(new ReferenceBackend(), program, 2, ElementType.FLOAT32, 0.5).numbers;
        double greatest = Arrays.stream(want).map(Math::abs).max().orElseThrow();
        assertArrayEquals(want, got.numbers, greatest / 128);
    }

    @Test
    void everyRunHasTheSameBits() {
        Program program = program(64, 80, 5);
        double[] once = run(new OneDnnBackend(), program, 2, ElementType.FLOAT32, 0.5).numbers;
        assertArrayEquals(once, run(new OneDnnBackend(), program, 2, ElementType.FLOAT32, 0.5).numbers);
    }
}
