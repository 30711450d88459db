package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.NetRuns;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;

/** Whole training steps give what the reference gives. */
class TrainingTest {
    private static final int STEPS = 50;

    @Test
    void lenetWithReluHasTheLossesOfTheReference() {
        requireSameLosses(Nets.lenet(16, UnaryFunction.RELU));
    }

    @Test
    void lenetWithTanhHasTheLossesOfTheReference() {
        requireSameLosses(Nets.lenet(16, UnaryFunction.TANH));
    }

    private static void requireSameLosses(Program program) {
        List<Double> want = losses(new ReferenceBackend(), program, 2, STEPS);
        List<Double> got = losses(new OneDnnBackend(), program, 2, STEPS);
        for (int step = 0; step < STEPS; step++) {
            assertEquals(want.get(step), got.get(step), 1e-4 * want.get(step), "loss of step " + step);
        }
        assertTrue(got.get(STEPS - 1) < got.get(0), "the loss must fall, but is " + got);
    }

    @Test
    void lossesAreTheSameBitForBitInEveryRun() {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        for (int threads = 1; threads <= 2; threads++) {
            assertEquals(
                    losses(new OneDnnBackend(), program, threads, STEPS),
                    losses(new OneDnnBackend(), program, threads, STEPS));
        }
    }

    /**
     * The gradient of a residual net jumps where an activation is 0 but for rounding: then a ReLU of one backend lets it pass and that of the other does
     * not. So one batch of three may differ by such a jump.
     */
    @Test
    void resNet20HasTheGradientsOfTheReference() {
        Program program = Nets.resnet(4, 3, 16);
        double[] errors = new double[3];
        for (int seed = 0; seed < errors.length; seed++) {
            Map<String, double[]> want = gradients(new ReferenceBackend(), program, seed + 1);
            Map<String, double[]> got = gradients(new OneDnnBackend(), program, seed + 1);
            assertEquals(65, want.size(), "parameters");
            for (String name : want.keySet()) {
                errors[seed] = Math.max(errors[seed], NetRuns.distance(want.get(name), got.get(name)));
            }
        }
        Arrays.sort(errors);
        assertTrue(errors[1] <= 1e-4, "greatest error of any parameter, as a share of its norm: " + errors[1]);
        assertTrue(errors[2] <= 0.02, "even with a jump: " + errors[2]);
    }

    private static List<Double> losses(Backend backend, Program program, int threads, int steps) {
        return NetRuns.losses(backend, program, allocator -> new CompileOptions(allocator, threads), steps, 0.02);
    }

    private static Map<String, double[]> gradients(Backend backend, Program program, long seed) {
        return NetRuns.gradients(backend, program, allocator -> new CompileOptions(allocator, 2), seed, seed + 4);
    }
}
