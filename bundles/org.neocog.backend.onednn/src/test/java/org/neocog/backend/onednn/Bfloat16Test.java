package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.NetRuns;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;

/** Activations in bfloat16: the same program, state and results, but for rounding. */
class Bfloat16Test {
    private static final ElementType NARROW = ElementType.BFLOAT16;

    /** Relative error of one rounding to 8 bits. */
    private static final double ROUNDING = 0x1p-8;

    private static final int STEPS = 40;

    @BeforeEach
    void needsAProcessorThatMultipliesBfloat16() {
        Assumptions.assumeTrue(
                new OneDnnBackend().activations().contains(NARROW), "this processor does not multiply bfloat16");
    }

    @Test
    void gradientsOfAResidualNetAreAsNearThoseOfFloat32AsRoundedWeightsAllow() {
        NetRuns.requireNearGradientsInBfloat16(new OneDnnBackend(), Nets.resnet(8, 1, 16));
    }

    @Test
    void gradientsOfLenetAreAsNearThoseOfFloat32AsRoundedWeightsAllow() {
        NetRuns.requireNearGradientsInBfloat16(new OneDnnBackend(), Nets.lenet(16, UnaryFunction.RELU));
        NetRuns.requireNearGradientsInBfloat16(new OneDnnBackend(), Nets.lenet(16, UnaryFunction.TANH));
    }

    @Test
    void trainingConvergesLikeFloat32() {
        for (Program program : List.of(Nets.lenet(16, UnaryFunction.RELU), Nets.resnet(16, 1, 16))) {
            List<Double> want = losses(program, ElementType.FLOAT32, STEPS);
            List<Double> got = losses(program, NARROW, STEPS);
            assertEquals(want.get(0), got.get(0), 0.02 * want.get(0));
            double start = want.get(0);
            for (int step = 0; step < want.size(); step++) {
                assertEquals(want.get(step), got.get(step), 0.06 * start, "loss of step " + step + ": " + got);
            }
            assertTrue(got.get(STEPS - 1) < start / 4, "the loss must fall, but is " + got);
            assertNotEquals(want, got);
            assertEquals(got, losses(program, NARROW, STEPS), "the same to the bit in every run");
        }
    }

    private static List<Double> losses(Program program, ElementType activations, int steps) {
        return NetRuns.losses(
                new OneDnnBackend(), program, allocator -> new CompileOptions(allocator, 1, activations), steps, 0.02);
    }

    @Test
    void smallStepsAreNotLostInTheParameters() {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        double rate = 1e-6;
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = new OneDnnBackend().compile(program, new CompileOptions(allocator, 1, NARROW));
                Snapshot initial = Nets.initial(allocator, program, 3)) {
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, program, 5, rate);
            double[] gradient = new double[120 * 400];
            executable.run("train", feed).output("gradient of fc1.weight").copyTo(gradient);
            try (Snapshot after = executable.snapshot()) {
                Tensor before = initial.tensors().get("fc1.weight");
                Tensor now = after.tensors().get("fc1.weight");
                for (int i = 0; i < gradient.length; i++) {
                    double value = before.getDouble(i);
                    double want = (float) (value - rate * (gradient[i] + 1e-4 * value));
                    assertEquals(want, now.getDouble(i), 1e-7 * Math.abs(want) + 1e-12, "weight " + i);
                }
            }
            Nets.close(feed);
        }
    }

    @Test
    void logitsOfAnEvaluationAreNearThoseOfFloat32() {
        Program program = Nets.resnetEvaluation(2, 2, 16);
        double[] want = logits(program, ElementType.FLOAT32);
        double[] got = logits(program, NARROW);
        double greatest = 0;
        for (double value : want) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        for (int i = 0; i < want.length; i++) {
            assertEquals(want[i], got[i], 8 * ROUNDING * greatest, "logit " + i);
            assertNotEquals(want[i], got[i]);
        }
    }

    private static double[] logits(Program program, ElementType activations) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable =
                        new OneDnnBackend().compile(program, new CompileOptions(allocator, 1, activations));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            executable.restore(initial);
            Feed feed = Nets.images(allocator, program, Philox.stream(9, 1, 0));
            double[] logits = new double[20];
            executable.run("evaluate", feed).output("logits").copyTo(logits);
            Nets.close(feed);
            return logits;
        }
    }

    @Test
    void theReferenceRefusesAndSaysWhatToDo() {
        assertEquals(Set.of(ElementType.FLOAT32), new ReferenceBackend().activations());
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            CompileOptions options = new CompileOptions(allocator, 1, NARROW);
            BackendException refusal = assertThrows(
                    BackendException.class,
                    () -> new ReferenceBackend().compile(Nets.lenet(1, UnaryFunction.RELU), options));
            assertEquals(
                    "reference: activations must be of an element type that it offers, but activations=bfloat16,"
                            + " offered=[float32]. Use precision float32, or another backend.",
                    refusal.getMessage());
        }
    }
}
