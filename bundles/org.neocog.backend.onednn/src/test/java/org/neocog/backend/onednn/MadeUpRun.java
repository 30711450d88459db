package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * A run of a program's only graph, called {@code graph}, on made-up numbers between -1 and 1.
 *
 * @param numbers of all outputs
 * @param kernels what computed them; empty where the backend does not tell
 */
record MadeUpRun(double[] numbers, List<String> kernels) {
    /** Numbers as they are but one: element {@code index} of the tensor {@code name}. */
    record Odd(String name, long index, double value) {
        static final Odd NONE = new Odd("", 0, 0);
    }

    static MadeUpRun of(Backend backend, Program program, int threads, Odd odd) {
        return of(backend, program, threads, ElementType.FLOAT32, odd);
    }

    static MadeUpRun of(Backend backend, Program program, int threads, ElementType activations, Odd odd) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, threads, activations))) {
            return of(allocator, executable, program, 1, odd);
        }
    }

    static MadeUpRun of(BufferAllocator allocator, Executable executable, Program program, int seed, Odd odd) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        program.variables()
                .forEach(variable ->
                        values.put(variable.name(), tensor(allocator, variable.name(), variable.type(), seed, odd)));
        try (Snapshot snapshot = new Snapshot(values)) {
            executable.restore(snapshot);
        }
        Feed feed = new Feed();
        program.graphs()
                .get(0)
                .inputs()
                .forEach((name, value) -> feed.put(name, tensor(allocator, name, value.type(), seed, odd)));
        Step step = executable.run("graph", feed);
        double[] numbers = program.graphs().get(0).outputs().keySet().stream()
                .map(step::output)
                .flatMapToDouble(MadeUpRun::numbers)
                .toArray();
        List<String> kernels = executable instanceof ProfiledExecutable profiled
                ? profiled.profile("graph", feed).parts().stream()
                        .map(Profile.Part::kernel)
                        .toList()
                : List.of();
        feed.tensors().values().forEach(Tensor::close);
        return new MadeUpRun(numbers, kernels);
    }

    private static DoubleStream numbers(Tensor tensor) {
        double[] numbers = new double[Math.toIntExact(tensor.size())];
        tensor.copyTo(numbers);
        return Arrays.stream(numbers);
    }

    private static Tensor tensor(BufferAllocator allocator, String name, TensorType type, int seed, Odd odd) {
        Philox.Stream random = Philox.stream(seed, 1, name.length());
        Tensor tensor = Tensor.allocate(allocator, type);
        for (long i = 0; i < tensor.size(); i++) {
            tensor.setDouble(i, random.uniform(-1, 1));
        }
        if (name.equals(odd.name)) {
            tensor.setDouble(odd.index, odd.value);
        }
        return tensor;
    }

    /** Whether a kernel whose name begins so took part. */
    boolean used(String kernel) {
        return kernels.stream().anyMatch(name -> name.startsWith(kernel));
    }

    /** Fails unless all numbers are those of {@code want}, but for {@code tolerance} of its greatest finite one. */
    void requireNear(MadeUpRun want, double tolerance) {
        double greatest = Arrays.stream(want.numbers)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
        assertTrue(greatest > 0, "there must be something to compare");
        assertArrayEquals(want.numbers, numbers, tolerance * greatest);
    }
}
