package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.Tensor;

/** A profile is a step whose commands are timed. */
class ProfileTest {
    private static final Program PROGRAM = Nets.lenet(4, UnaryFunction.RELU);

    private static double[] allVariables(Executable executable) {
        try (Snapshot snapshot = executable.snapshot()) {
            return snapshot.tensors().values().stream()
                    .flatMapToDouble(ProfileTest::values)
                    .toArray();
        }
    }

    private static DoubleStream values(Tensor tensor) {
        double[] values = new double[(int) tensor.size()];
        tensor.copyTo(values);
        return Arrays.stream(values);
    }

    @Test
    void runsAStepAndTellsEachCommand() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable plain = new OneDnnBackend().compile(PROGRAM, new CompileOptions(allocator, 1));
                ProfiledExecutable profiled =
                        (ProfiledExecutable) new OneDnnBackend().compile(PROGRAM, new CompileOptions(allocator, 1));
                Snapshot initial = Nets.initial(allocator, PROGRAM, 1)) {
            plain.restore(initial);
            profiled.restore(initial);
            Feed feed = Nets.feed(allocator, PROGRAM, 1, 0.1);
            try {
                plain.run("train", feed);
                Profile profile = profiled.profile("train", feed);
                assertArrayEquals(allVariables(plain), allVariables(profiled));
                Map<String, Integer> ops = new TreeMap<>();
                profile.parts().forEach(part -> ops.merge(part.op(), 1, Integer::sum));
                assertTrue(ops.keySet().containsAll(List.of("convolution", "matmul", "update")), ops::toString);
                assertTrue(
                        profile.parts().stream().noneMatch(part -> part.kernel().isBlank()), profile::toString);
                long sum =
                        profile.parts().stream().mapToLong(Profile.Part::nanos).sum();
                assertTrue(sum > 0 && sum <= profile.nanos(), () -> sum + " of " + profile.nanos());
                assertEquals(
                        "onednn: there is no graph \"tain\"; graphs: [train].",
                        assertThrows(BackendException.class, () -> profiled.profile("tain", feed))
                                .getMessage());
            } finally {
                Nets.close(feed);
            }
        }
    }
}
