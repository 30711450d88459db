package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

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
            List<double[]> want = gradients(new ReferenceBackend(), program, seed + 1);
            List<double[]> got = gradients(new OneDnnBackend(), program, seed + 1);
            assertEquals(65, want.size(), "parameters");
            for (int i = 0; i < want.size(); i++) {
                errors[seed] = Math.max(errors[seed], distance(want.get(i), got.get(i)));
            }
        }
        Arrays.sort(errors);
        assertTrue(errors[1] <= 1e-4, "greatest error of any parameter, as a share of its norm: " + errors[1]);
        assertTrue(errors[2] <= 0.02, "even with a jump: " + errors[2]);
    }

    /** As a share of the norm. */
    private static double distance(double[] want, double[] got) {
        double error = 0;
        double norm = 0;
        for (int k = 0; k < want.length; k++) {
            error += Math.pow(want[k] - got[k], 2);
            norm += Math.pow(want[k], 2);
        }
        return Math.sqrt(error / norm);
    }

    private static List<double[]> gradients(Backend backend, Program program, long seed) {
        List<double[]> gradients = new ArrayList<>();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, 2));
                Snapshot initial = Nets.initial(allocator, program, seed)) {
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, program, seed + 4, 0.01);
            Step step = executable.run("train", feed);
            for (Variable variable : program.variables()) {
                if (variable.role() == Variable.Role.PARAMETER) {
                    Tensor gradient = step.output("gradient of " + variable.name());
                    double[] values = new double[(int) gradient.size()];
                    gradient.copyTo(values);
                    gradients.add(values);
                }
            }
            Nets.close(feed);
        }
        return gradients;
    }

    private static List<Double> losses(Backend backend, Program program, int threads, int steps) {
        List<Double> losses = new ArrayList<>();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, threads));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, program, 7, 0.02);
            for (int step = 0; step < steps; step++) {
                losses.add(executable.run("train", feed).output("loss").getDouble(0));
            }
            Nets.close(feed);
        }
        return losses;
    }
}
