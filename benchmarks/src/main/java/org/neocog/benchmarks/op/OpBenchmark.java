package org.neocog.benchmarks.op;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The hot ops of the networks, on the oneDNN backend, each alone. The score is the time of a step, which also adds the results up; {@code
 * gflops}, {@code gigabytes} (per second) and their shares of the machine's peaks are of the op alone.
 *
 * <p>The peaks are measured on the same backend with the same threads at the start of each trial: the best of a matrix product of 1024 x 1024,
 * and of a sum of two arrays of 64 MB.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED"
        })
public class OpBenchmark {
    private static final int PEAK_SIDE = 1024;

    /** The op and its sizes: batch, channels, side, and of convolutions filters, their side and stride; of products the three sides. */
    @Param({
        "convolution 64 1 32 6 5 1",
        "convolution_filter_gradient 64 1 32 6 5 1",
        "convolution 64 6 14 16 5 1",
        "convolution_input_gradient 64 6 14 16 5 1",
        "convolution_filter_gradient 64 6 14 16 5 1",
        "convolution 128 16 32 16 3 1",
        "convolution_input_gradient 128 16 32 16 3 1",
        "convolution_filter_gradient 128 16 32 16 3 1",
        "convolution 16 64 56 64 3 1",
        "convolution_input_gradient 16 64 56 64 3 1",
        "convolution_filter_gradient 16 64 56 64 3 1",
        "convolution 16 256 56 64 1 1",
        "convolution 16 256 14 256 3 1",
        "convolution 16 1024 14 256 1 1",
        "convolution 16 3 224 64 7 2",
        "matmul 64 9216 4096",
        "matmul 64 400 120",
        "max_pool 64 64 56",
        "relu 64 64 56",
        "add 64 64 56",
        "batch_normalization_training 64 64 56"
    })
    public String op = "";

    /** Threads that compute. */
    @Param("2")
    public int threads;

    /** How long each of the peaks is looked for. */
    @Param("1000")
    public int peakMillis;

    private final Feed nothing = new Feed();
    private OpCase measured = OpCase.matmul(1, 1, 1);
    private @Nullable BufferAllocator allocator;
    private @Nullable ProfiledExecutable executable;
    private double peakOperations;
    private double peakBytes;

    /** What one op reaches. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Reached {
        private double operations;
        private double bytes;
        private double peakOperations = 1;
        private double peakBytes = 1;
        private long nanos;
        private long steps;

        /** Starts an iteration anew. */
        @Setup(Level.Iteration)
        public void reset() {
            nanos = 0;
            steps = 0;
        }

        void add(OpBenchmark of, long stepNanos) {
            operations = of.measured.operations();
            bytes = of.measured.bytes();
            peakOperations = of.peakOperations;
            peakBytes = of.peakBytes;
            nanos += stepNanos;
            steps++;
        }

        private double rate(double amount) {
            return nanos == 0 ? 0 : amount * steps / (nanos / 1e9);
        }

        /** Operations per second, in 10^9. */
        public double gflops() {
            return rate(operations) / 1e9;
        }

        /** Percent of the best matrix product. */
        public double percentOfPeak() {
            return 100 * rate(operations) / peakOperations;
        }

        /** Bytes per second, in 10^9. */
        public double gigabytes() {
            return rate(bytes) / 1e9;
        }

        /** Percent of the best sum of large arrays. */
        public double percentOfBandwidth() {
            return 100 * rate(bytes) / peakBytes;
        }
    }

    /** Measures the peaks, and compiles the op. */
    @Setup
    public void compile() {
        BufferAllocator root = NeocogAllocators.root("benchmark", Long.MAX_VALUE);
        allocator = root;
        OpCase product = OpCase.matmul(PEAK_SIDE, PEAK_SIDE, PEAK_SIDE);
        OpCase sum = OpCase.of("add 16 1 1024");
        peakOperations = product.operations() / best(product, root);
        peakBytes = sum.bytes() / best(sum, root);
        measured = OpCase.of(op);
        executable = compile(measured, root);
    }

    private ProfiledExecutable compile(OpCase compiled, BufferAllocator root) {
        ProfiledExecutable made =
                (ProfiledExecutable) new OneDnnBackend().compile(compiled.program(), new CompileOptions(root, threads));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Variable variable : compiled.program().variables()) {
            Tensor tensor = Tensor.allocate(root, variable.type());
            for (long i = 0; i < tensor.size(); i++) {
                tensor.setDouble(i, (i % 17 - 8) / 16.0);
            }
            tensors.put(variable.name(), tensor);
        }
        try (Snapshot values = new Snapshot(tensors)) {
            made.restore(values);
        }
        return made;
    }

    private double best(OpCase peak, BufferAllocator root) {
        try (ProfiledExecutable compiled = compile(peak, root)) {
            long best = Long.MAX_VALUE;
            long begin = System.nanoTime();
            do {
                best = Math.min(best, nanos(compiled, peak));
            } while (System.nanoTime() - begin < peakMillis * 1_000_000L);
            return best / 1e9;
        }
    }

    private long nanos(ProfiledExecutable compiled, OpCase of) {
        long nanos = 0;
        for (Profile.Part part : compiled.profile("op", nothing).parts()) {
            nanos += part.op().equals(of.op()) ? part.nanos() : 0;
        }
        if (nanos == 0) {
            throw new IllegalStateException(
                    "op: a part of the step must be " + of.op() + ", but none is. Measure another.");
        }
        return nanos;
    }

    /** One step. */
    @Benchmark
    public void step(Reached reached) {
        reached.add(this, nanos(Objects.requireNonNull(executable), measured));
    }

    /** Gives all memory back. */
    @TearDown
    public void close() {
        Objects.requireNonNull(executable).close();
        Objects.requireNonNull(allocator).close();
    }
}
