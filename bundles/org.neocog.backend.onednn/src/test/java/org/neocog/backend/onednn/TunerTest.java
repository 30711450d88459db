package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.NetRuns;
import org.neocog.backend.testkit.Nets;
import org.neocog.backend.testkit.TuningFile;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;

/** What is found to be fastest is kept and taken, and whatever that is, the results are those of the reference. */
class TunerTest {
    private static final Program TRAINING = Nets.resnet(8, 1, 16, UnaryFunction.TANH);
    private static final Program EVALUATION = Nets.resnetEvaluation(4, 1, 64);
    private static final Map<String, String> OTHERS =
            Map.of("channels-last", "library", "library", "channels-last", "direct", "tiles", "tiles", "direct");

    /** As a share of the norm. */
    private static final double NEAR = 1e-4;

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("onednn/tuning.properties");
    }

    private TuningFile kept() {
        return new TuningFile(file());
    }

    private Backend backend() {
        return new OneDnnBackend(folder.toString());
    }

    /** What a step gives out first, and the kernels that computed it. */
    private record Result(double[] numbers, List<String> kernels) {}

    private static Result run(Backend backend, Program program, boolean tune) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, 2).withTune(tune));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            executable.restore(initial);
            boolean training = program == TRAINING;
            Feed feed = training
                    ? Nets.feed(allocator, program, 1, 0.01)
                    : Nets.images(allocator, program, Philox.stream(1, 1, 0));
            String graph = program.graphs().get(0).name();
            executable.run(graph, feed);
            Step step = executable.run(graph, feed);
            Tensor tensor = step.output(training ? "gradient of conv1.weight" : "logits");
            double[] numbers = new double[(int) tensor.size()];
            tensor.copyTo(numbers);
            List<String> kernels = executable instanceof OneDnnExecutable
                    ? ((ProfiledExecutable) executable)
                            .profile(graph, feed).parts().stream()
                                    .map(Profile.Part::kernel)
                                    .toList()
                    : List.of();
            Nets.close(feed);
            return new Result(numbers, kernels);
        }
    }

    @Test
    void withoutTuningNothingIsTried() {
        run(backend(), TRAINING, false);
        assertFalse(Files.exists(file()));
    }

    @Test
    void whatIsFoundIsTakenEverAfter() throws IOException {
        Result found = run(backend(), EVALUATION, true);
        assertEquals(found.kernels, run(backend(), EVALUATION, false).kernels);
        kept().replace(TunerTest::other); // what would not be found by trying again
        String text = Files.readString(file());
        Result others = run(backend(), EVALUATION, false);
        assertNotEquals(found.kernels, others.kernels);
        Result again = run(backend(), EVALUATION, true);
        assertEquals(others.kernels, again.kernels);
        assertArrayEquals(others.numbers, again.numbers);
        assertEquals(text, Files.readString(file()), "nothing must have been tried again");
    }

    @Test
    void eachWayOfEvaluatingIsRight() {
        eachWayIsRight(EVALUATION, Set.of("direct", "tiles"));
    }

    @Test
    void eachWayOfTrainingIsRight() {
        eachWayIsRight(TRAINING, Set.of("channels-last", "library", "direct", "tiles"));
    }

    private static String other(String way) {
        return OTHERS.getOrDefault(way, way);
    }

    private void eachWayIsRight(Program program, Set<String> names) {
        double[] want = run(new ReferenceBackend(), program, false).numbers;
        Result found = run(backend(), program, true);
        NetRuns.requireNear(want, found.numbers, NEAR);
        Set<String> ways = new TreeSet<>(kept().choices().values());
        kept().replace(TunerTest::other);
        ways.addAll(kept().choices().values());
        assertTrue(ways.containsAll(names), ways::toString);
        Result others = run(backend(), program, false);
        assertNotEquals(found.kernels, others.kernels);
        NetRuns.requireNear(want, others.numbers, NEAR);
    }
}
