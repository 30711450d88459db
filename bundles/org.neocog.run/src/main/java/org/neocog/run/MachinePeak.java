package org.neocog.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * What the machine can do at best: the rate of a large matrix product, by the fastest backend of a kind of device. Measured once a kind.
 * Threading: one thread.
 */
final class MachinePeak {
    private static final int SIZE = 1024;
    private static final long NANOS = 1_500_000_000L;
    private static final int LEAST_ROUNDS = 3;

    private final Backends backends;
    private final RunSettings settings;
    private final Map<String, Double> known = new HashMap<>();

    /** @param settings the precision and the threads */
    MachinePeak(Backends backends, RunSettings settings) {
        this.backends = backends;
        this.settings = settings;
    }

    /** Operations per second on a kind of device; NaN if no backend computes in the precision. */
    double of(String kind, BufferAllocator allocator) {
        return known.computeIfAbsent(
                kind,
                key -> backends.installed().stream()
                        .filter(installed -> installed.device().equals(kind))
                        .filter(installed ->
                                installed.computesIn(settings.train().precision()))
                        .mapToDouble(installed -> measure(installed, allocator))
                        .max()
                        .orElse(Double.NaN));
    }

    private double measure(Backends.Installed installed, BufferAllocator allocator) {
        TensorType type = TensorType.of(settings.element(), SIZE, SIZE);
        Variable a = new Variable("a", type, Variable.Role.PARAMETER);
        Variable b = new Variable("b", type, Variable.Role.PARAMETER);
        GraphBuilder builder = new GraphBuilder("product");
        Value product = builder.matmul(builder.read(a), builder.read(b));
        builder.output("corner", builder.slice(builder.reshape(product, Shape.of((long) SIZE * SIZE)), 0, 0, 1));
        Program program = new Program(List.of(a, b), List.of(builder.build()));
        try (Executable executable = installed.backend().compile(program, settings.compileOptions(allocator))) {
            fill(executable, type, allocator);
            long begin = System.nanoTime();
            long best = Long.MAX_VALUE;
            for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() - begin < NANOS; round++) {
                best = Math.min(best, nanos(executable));
            }
            return 2.0 * SIZE * SIZE * SIZE / (best / 1e9);
        }
    }

    /** Small numbers that are not denormal: both slow processors down. */
    private static void fill(Executable executable, TensorType type, BufferAllocator allocator) {
        double[] values = new double[SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 17 - 8) / 16.0;
        }
        try (Tensor numbers = Tensor.allocate(allocator, type)) {
            numbers.copyFrom(values);
            executable.restore(new Snapshot(Map.of("a", numbers, "b", numbers))); // not closed: it borrows the tensor
        }
    }

    /** Of the product alone where the backend tells it, else of a whole step. */
    private static long nanos(Executable executable) {
        if (executable instanceof ProfiledExecutable profiled) {
            long product = profiled.profile("product", new Feed()).parts().stream()
                    .filter(part -> part.op().equals("matmul"))
                    .mapToLong(Profile.Part::nanos)
                    .sum();
            if (product > 0) {
                return product;
            }
        }
        long start = System.nanoTime();
        executable.run("product", new Feed()).output("corner").getDouble(0);
        return System.nanoTime() - start;
    }
}
