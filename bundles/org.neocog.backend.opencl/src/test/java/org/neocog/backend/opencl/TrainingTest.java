package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.NetRuns;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;

/** Whole training steps give what the reference gives, and the same again. */
class TrainingTest {
    @Test
    void lenetHasTheLossesOfTheReference() {
        requireSameLosses(Nets.lenet(16, UnaryFunction.TANH), 20, 0.02);
    }

    @Test
    void resnet20HasTheLossesOfTheReference() {
        requireSameLosses(Nets.resnet(8, 3, 16), 5, 0.001);
    }

    private static void requireSameLosses(Program program, int steps, double rate) {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device())) {
            List<Double> want = losses(new ReferenceBackend(), program, steps, rate);
            List<Double> got = losses(backend, program, steps, rate);
            for (int step = 0; step < steps; step++) {
                assertEquals(want.get(step), got.get(step), 1e-4 * want.get(step), "loss of step " + step);
            }
            assertTrue(got.get(steps - 1) < got.get(0), "the loss must fall, but is " + got);
            assertEquals(got, losses(backend, program, steps, rate), "a second run must give the same bits");
        }
    }

    private static List<Double> losses(Backend backend, Program program, int steps, double rate) {
        return NetRuns.losses(backend, program, allocator -> new CompileOptions(allocator, 2), steps, rate);
    }
}
