package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.neocog.graph.Program;

class ProfileTest {
    private static final Program PROGRAM = Lenet.program(2);

    private static double[] weights(Executable executable) {
        try (Snapshot snapshot = executable.snapshot()) {
            double[] values = new double[(int) snapshot.tensor("conv1.weight").size()];
            snapshot.tensor("conv1.weight").copyTo(values);
            return values;
        }
    }

    @Test
    void runsAStepAndTellsEachKernel() {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable plain = new ReferenceBackend().compile(PROGRAM, new CompileOptions(allocator, 1));
                ProfiledExecutable profiled =
                        (ProfiledExecutable) new ReferenceBackend().compile(PROGRAM, new CompileOptions(allocator, 1));
                Snapshot initial = Lenet.initial(allocator, PROGRAM, 1)) {
            plain.restore(initial);
            profiled.restore(initial);
            Feed feed = Lenet.feed(allocator, 2, 1);
            try {
                plain.run("train", feed);
                Profile profile = profiled.profile("train", feed);
                assertArrayEquals(weights(plain), weights(profiled));
                Map<String, Integer> ops = new TreeMap<>();
                profile.parts().forEach(part -> ops.merge(part.op(), 1, Integer::sum));
                assertTrue(ops.keySet().containsAll(List.of("convolution", "matmul", "max_pool")), ops::toString);
                long sum =
                        profile.parts().stream().mapToLong(Profile.Part::nanos).sum();
                assertTrue(sum > 0 && sum <= profile.nanos(), () -> sum + " of " + profile.nanos());
                assertEquals(
                        "reference: there is no graph \"tain\"; graphs: [train, evaluate].",
                        assertThrows(BackendException.class, () -> profiled.profile("tain", feed))
                                .getMessage());
            } finally {
                Lenet.close(feed);
            }
        }
    }
}
