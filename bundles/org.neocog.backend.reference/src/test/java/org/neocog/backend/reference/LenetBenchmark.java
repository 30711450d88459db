package org.neocog.backend.reference;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Program;

/**
 * Images per second of LeNet-5 training, batch 64; also per second of processor time, which other load on the machine leaves alone. Run by hand:
 * arguments are numbers of threads.
 */
final class LenetBenchmark {
    private static final int BATCH = 64;
    private static final int STEPS = 60;
    private static final int ROUNDS = 6;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private LenetBenchmark() {}

    public static void main(String[] args) {
        for (String threads : args.length == 0 ? new String[] {"1", "2"} : args) {
            measure(Integer.parseInt(threads));
        }
    }

    private static void measure(int threads) {
        Program program = Lenet.program(BATCH);
        try (BufferAllocator allocator = NeocogAllocators.root("benchmark", Long.MAX_VALUE);
                Executable executable =
                        new ReferenceBackend().compile(program, new CompileOptions(allocator, threads));
                Snapshot initial = Lenet.initial(allocator, program, 1)) {
            executable.restore(initial);
            Feed feed = Lenet.feed(allocator, BATCH, 1);
            double best = 0;
            double loss = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                long startCpu = PROCESS.getProcessCpuTime();
                for (int step = 0; step < STEPS; step++) {
                    loss = executable.run("train", feed).output("loss").getDouble(0);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double rate = STEPS * BATCH / seconds;
                double cpuRate = STEPS * BATCH / ((PROCESS.getProcessCpuTime() - startCpu) / 1e9);
                best = Math.max(best, rate);
                System.out.printf(
                        Locale.ROOT,
                        "threads %d: %.0f images/s, %.0f per processor second, loss %.4f%n",
                        threads,
                        rate,
                        cpuRate,
                        loss);
            }
            System.out.printf(Locale.ROOT, "threads %d: best %.0f images/s; %s%n", threads, best, executable.memory());
            Lenet.close(feed);
        }
    }
}
