package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;

/** A graph that changes no variable keeps filters with normalizations folded in, until variables change. */
class InferenceTest {
    private static final Program PROGRAM = Nets.resnetEvaluation(2, 2, 16);

    @Test
    void residualNetHasTheLogitsOfTheReference() {
        assertNear(logits(new ReferenceBackend(), 1), logits(new OneDnnBackend(), 1));
    }

    @Test
    void newVariablesCountFromTheNextStepOn() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = new OneDnnBackend().compile(PROGRAM, new CompileOptions(allocator, 1))) {
            for (long seed = 1; seed <= 2; seed++) {
                double[] got = run(allocator, executable, seed, 1);
                assertNear(logits(new ReferenceBackend(), seed), got);
            }
        }
    }

    @Test
    void nanInAnImageIsNanInItsLogitsAndNowhereElse() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = new OneDnnBackend().compile(PROGRAM, new CompileOptions(allocator, 1))) {
            double[] got = run(allocator, executable, 1, Double.NaN);
            for (int i = 0; i < got.length; i++) {
                assertEquals(i < 10, Double.isNaN(got[i]), "logit " + i + "=" + got[i]);
            }
        }
    }

    private static void assertNear(double[] want, double[] got) {
        double greatest = 0;
        for (double value : want) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        assertTrue(greatest > 0, "there must be something to compare");
        for (int i = 0; i < want.length; i++) {
            assertEquals(want[i], got[i], 1e-5 * greatest, "logit " + i);
        }
    }

    private static double[] logits(Backend backend, long seed) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(PROGRAM, new CompileOptions(allocator, 2))) {
            return run(allocator, executable, seed, 1);
        }
    }

    /** The logits of random images, whose first number is multiplied by {@code factor}. */
    private static double[] run(BufferAllocator allocator, Executable executable, long seed, double factor) {
        try (Snapshot initial = Nets.initial(allocator, PROGRAM, seed)) {
            executable.restore(initial);
        }
        Feed feed = Nets.images(allocator, PROGRAM, Philox.stream(9, 1, 0));
        Tensor images = feed.tensors().values().iterator().next();
        images.setDouble(0, images.getDouble(0) * factor);
        double[] logits = new double[20];
        executable.run("evaluate", feed).output("logits").copyTo(logits);
        Nets.close(feed);
        return logits;
    }
}
