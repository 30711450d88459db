package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.testkit.NetRuns;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;

/** Operands of products in bfloat16: the same program, state and results, but for rounding; by each kind of kernel. */
class Bfloat16Test {
    private static final ElementType NARROW = ElementType.BFLOAT16;

    private static final int STEPS = 30;

    /** One tile of each kind of kernel. */
    static Stream<Tile> tiles() {
        return Stream.of(
                Tile.ofVectors(64, 2),
                Tile.ofDots(64, 2),
                Tile.ofItems(64, 64, 16, 4, 4),
                Tiles.warps(true).get(0));
    }

    private static OpenClBackend backend(Tile tile) {
        boolean cpuKernels = Tiles.CPU.all().contains(tile);
        List<Tile> all = tile.alongRows() ? List.of(tile, Tile.ofVectors(64, 2)) : List.of(tile);
        return new OpenClBackend(
                TestDevice.device(), cpuKernels, 4096, new Tiles(all, List.of()), OpenClLibrary.cache());
    }

    @Test
    void roundsToTheNearestAndHalvesToEven() {
        float step = 0x1p-7f;
        float[][] cases = {
            {1, 1},
            {1 + step / 2, 1},
            {1 + step * 0.51f, 1 + step},
            {1 + 1.5f * step, 1 + 2 * step},
            {-1 - 1.5f * step, -1 - 2 * step},
            {Float.MAX_VALUE, Float.POSITIVE_INFINITY},
            {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY},
            {-0f, -0f},
            {Float.MIN_VALUE, 0},
        };
        for (float[] pair : cases) {
            assertEquals(pair[1], Operands.BFLOAT16.round(pair[0]), "rounded " + pair[0]);
            assertEquals(ElementType.BFLOAT16.round(pair[0]), Operands.BFLOAT16.round(pair[0]));
        }
        assertTrue(Float.isNaN(Operands.BFLOAT16.round(Float.NaN)));
        assertEquals(0.1f, Operands.AS_THEY_ARE.round(0.1f));
    }

    @Test
    void eachKindOfKernelMultipliesKnownNumbersRightly() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Session cpu = new Session(TestDevice.device(), true, OpenClLibrary.cache(), new Counts());
                Session gpu = new Session(TestDevice.device(), false, OpenClLibrary.cache(), new Counts())) {
            for (Operands operands : List.of(Operands.BFLOAT16, Operands.TF32)) {
                assertNull(SelfTest.problem(cpu, Tile.ofVectors(64, 2), operands, allocator));
                assertNull(SelfTest.problem(gpu, Tile.ofItems(64, 64, 16, 4, 4), operands, allocator));
                for (Tile tile : Tiles.warps(true)) {
                    assertNull(SelfTest.problem(gpu, tile, operands, allocator));
                }
                assertFalse(TensorCores.areThere(gpu, operands, allocator), "this device has none");
            }
        }
    }

    @Test
    void aKernelThatIsWrongIsFoundAndRefused() {
        Tile right = Tile.ofItems(32, 32, 16, 2, 2);
        Tile wrong = new Tile("wrong", "product", 32, 64, right.items(), false, right.resources(), right.macros());
        try (OpenClBackend backend = new OpenClBackend(
                        TestDevice.device(), false, 4096, new Tiles(List.of(wrong), List.of()), null);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            CompileOptions options = new CompileOptions(allocator, 1, NARROW);
            Program program = Nets.lenet(2, UnaryFunction.RELU);
            String refusal = assertThrows(BackendException.class, () -> backend.compile(program, options))
                    .getMessage();
            assertTrue(refusal.contains("need a device that rounds rightly"), refusal);
            assertTrue(refusal.contains("Use precision float32"), refusal);
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void tf32ChangesNoBitWhereThereAreNoTensorCores() {
        Program program = Nets.lenet(4, UnaryFunction.RELU);
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device())) {
            List<Double> want = losses(backend, program, allocator -> new CompileOptions(allocator, 1));
            assertEquals(want, losses(backend, program, allocator -> new CompileOptions(allocator, 1).withTf32(true)));
        }
    }

    @Test
    void offersBothPrecisions() {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device())) {
            assertEquals(Set.of(ElementType.FLOAT32, NARROW), backend.activations());
        }
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void gradientsAreAsNearThoseOfFloat32AsRoundedWeightsAllow(Tile tile) {
        try (OpenClBackend backend = backend(tile)) {
            NetRuns.requireNearGradientsInBfloat16(backend, Nets.resnet(4, 1, 16));
            NetRuns.requireNearGradientsInBfloat16(backend, Nets.lenet(8, UnaryFunction.TANH));
        }
    }

    @Test
    void trainingConvergesLikeFloat32() {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        List<Double> want = losses(program, ElementType.FLOAT32);
        List<Double> got = losses(program, NARROW);
        double start = want.get(0);
        assertEquals(start, got.get(0), 0.02 * start);
        for (int step = 0; step < STEPS; step++) {
            assertEquals(want.get(step), got.get(step), 0.06 * start, "loss of step " + step + ": " + got);
        }
        assertTrue(got.get(STEPS - 1) < start / 2, "the loss must fall, but is " + got);
        assertNotEquals(want, got);
        assertEquals(got, losses(program, NARROW), "the same to the bit in every run");
    }

    private static List<Double> losses(Program program, ElementType activations) {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device())) {
            return losses(backend, program, allocator -> new CompileOptions(allocator, 1, activations));
        }
    }

    private static List<Double> losses(
            OpenClBackend backend, Program program, Function<BufferAllocator, CompileOptions> options) {
        return NetRuns.losses(backend, program, options, STEPS, 0.02);
    }
}
