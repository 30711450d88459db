package org.neocog.benchmarks.data;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.neocog.image.CorruptImageException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long it takes from opening a dataset to its first batch, where nothing was opened before; the median of the forks counts. {@code warm} says
 * what of the framework is up: with it, a config has been read and an allocator made, as at the start of a run; without it, the JVM is fresh.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow"
        })
public class FirstBatchBenchmark {
    @Param({"mnist"})
    public String task = "";

    /** Whether the framework is up. */
    @Param({"true", "false"})
    public boolean warm;

    /** What every run has done before it opens a dataset. */
    @Setup
    public void start() {
        if (warm) {
            LoaderTask.start();
        }
    }

    /** Opens, takes a batch, closes. */
    @Benchmark
    public int firstBatch() throws IOException, CorruptImageException {
        try (LoaderTask opened = LoaderTask.open(task, 1)) {
            return opened.next();
        }
    }
}
