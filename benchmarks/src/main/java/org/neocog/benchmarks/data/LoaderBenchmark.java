package org.neocog.benchmarks.data;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.neocog.image.CorruptImageException;
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
 * How many images a second come out of the loader into float32 batches, {@code images}; the score is batches a second. Whoever takes the batches
 * does nothing with them. {@code DATA} in the environment names the folder with {@code mnist}, {@code cifar10} and {@code imagenet-mini}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow"
        })
public class LoaderBenchmark {
    /** What is loaded; {@code imagenet-decoder} only decodes, in one thread. */
    @Param({"mnist", "cifar10", "imagenet-decoder", "imagenet", "imagenet-cache"})
    public String task = "";

    /** Threads that prepare batches. */
    @Param("1")
    public int workers;

    private @Nullable LoaderTask running;

    /** Counts images. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Count {
        public long images;
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        running = LoaderTask.open(task, workers);
    }

    /** Takes one batch. */
    @Benchmark
    public void batch(Count count) throws CorruptImageException {
        count.images += Objects.requireNonNull(running, "set up").next();
    }

    @TearDown(Level.Trial)
    public void close() {
        Objects.requireNonNull(running, "set up").close();
    }
}
