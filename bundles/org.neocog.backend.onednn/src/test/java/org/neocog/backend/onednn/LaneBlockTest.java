package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.Tensor;

/** LeNet-5 with the batch in the lanes, and without. */
class LaneBlockTest {
    @AfterEach
    void useKernelsAgain() {
        System.clearProperty(LaneRuntime.KERNELS);
    }

    /** Loss and gradients of one step. */
    private static Map<String, double[]> step(Backend backend, Program program, int threads, float weight) {
        Map<String, double[]> results = new LinkedHashMap<>();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, threads));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            Tensor first = initial.tensors().get("conv1.weight");
            if (first != null && weight != 0) {
                first.setDouble(0, weight);
            }
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, program, 1, 0.01);
            Tensor images = feed.tensors().get("images");
            for (int i = 0; images != null && weight != 0 && i < images.size(); i++) {
                // negative ones would turn into infinity, and the loss into NaN
                images.setDouble(i, Math.abs(images.getDouble(i)) + 0.01);
            }
            Step step = executable.run("train", feed);
            for (String name : program.graphs().get(0).outputs().keySet()) {
                Tensor tensor = step.output(name);
                double[] values = new double[(int) tensor.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = tensor.getDouble(i);
                }
                results.put(name, values);
            }
            Nets.close(feed);
        }
        return results;
    }

    private static void assertClose(Map<String, double[]> want, Map<String, double[]> got) {
        want.forEach((name, values) -> {
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < values.length; i++) {
                difference += Math.pow(values[i] - got.get(name)[i], 2);
                norm += values[i] * values[i];
            }
            assertEquals(0, Math.sqrt(difference), 1e-5 * Math.sqrt(norm), name);
        });
    }

    private static void assertSame(Map<String, double[]> want, Map<String, double[]> got) {
        want.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                assertEquals(values[i], got.get(name)[i], name + " " + i);
            }
        });
    }

    private static boolean usesLanes(Program program) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                OneDnnExecutable executable =
                        (OneDnnExecutable) new OneDnnBackend().compile(program, new CompileOptions(allocator, 1))) {
            return executable.graphs().get("train").commands().stream().anyMatch(LaneConvolution.class::isInstance);
        }
    }

    @Test
    void gradientsAreThoseOfTheReferenceForWholeAndFilledUpBlocks() {
        for (int batch : new int[] {16, 13}) {
            Program program = Nets.lenet(batch, UnaryFunction.RELU);
            assertTrue(usesLanes(program));
            assertClose(step(new ReferenceBackend(), program, 1, 0), step(new OneDnnBackend(), program, 2, 0));
        }
    }

    @Test
    void stepsRepeatTheirBits() {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        Map<String, double[]> one = step(new OneDnnBackend(), program, 2, 0);
        Map<String, double[]> two = step(new OneDnnBackend(), program, 2, 0);
        assertSame(one, two);
    }

    @Test
    void withoutKernelsTheLibraryComputes() {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        Map<String, double[]> with = step(new OneDnnBackend(), program, 1, 0);
        System.setProperty(LaneRuntime.KERNELS, "false");
        assertFalse(usesLanes(program));
        assertClose(with, step(new OneDnnBackend(), program, 1, 0));
    }

    @Test
    void paddingIsNotMultipliedWithInfiniteWeights() {
        Program program = Nets.lenet(16, UnaryFunction.RELU);
        Map<String, double[]> want = step(new ReferenceBackend(), program, 1, Float.NEGATIVE_INFINITY);
        Map<String, double[]> got = step(new OneDnnBackend(), program, 1, Float.NEGATIVE_INFINITY);
        assertTrue(
                Double.isFinite(want.get("loss")[0]),
                "what is compared must be a number, but is " + want.get("loss")[0]);
        assertEquals(want.get("loss")[0], got.get("loss")[0], 1e-5 * Math.abs(want.get("loss")[0]));
    }

    @Test
    void netsOfOtherFunctionsAndSmallBatchesGoToTheLibrary() {
        assertFalse(usesLanes(Nets.lenet(16, UnaryFunction.TANH)));
        assertFalse(usesLanes(Nets.lenet(4, UnaryFunction.RELU)));
    }
}
