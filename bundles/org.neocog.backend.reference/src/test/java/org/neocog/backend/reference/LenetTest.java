package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Program;
import org.neocog.tensor.Tensor;

/** A whole training: the same bits on any number of threads, without allocating. */
class LenetTest {
    private static final int BATCH = 13;

    private final BufferAllocator allocator = NeocogAllocators.root("lenet", Long.MAX_VALUE);
    private final Program program = Lenet.program(BATCH);

    @AfterEach
    void returnsAllMemory() {
        allocator.close();
    }

    private Executable start(int threads) {
        Executable executable = new ReferenceBackend().compile(program, new CompileOptions(allocator, threads));
        try (Snapshot initial = Lenet.initial(allocator, program, 7)) {
            executable.restore(initial);
        }
        return executable;
    }

    /** The losses of a few steps, then all variables. */
    private double[] train(int threads) {
        Feed feed = Lenet.feed(allocator, BATCH, 5);
        try (Executable executable = start(threads)) {
            double[] losses = new double[6];
            for (int step = 0; step < losses.length; step++) {
                losses[step] = executable.run("train", feed).output("loss").getDouble(0);
            }
            try (Snapshot end = executable.snapshot()) {
                double[] all = losses;
                for (Tensor tensor : end.tensors().values()) {
                    double[] values = new double[Math.toIntExact(tensor.size())];
                    tensor.copyTo(values);
                    int n = all.length;
                    all = Arrays.copyOf(all, n + values.length);
                    System.arraycopy(values, 0, all, n, values.length);
                }
                return all;
            }
        } finally {
            Lenet.close(feed);
        }
    }

    @Test
    void trainsTheSameBitsOnAnyNumberOfThreads() {
        double[] one = train(1);
        assertTrue(one[5] < one[0] && one[5] > 0, "losses " + Arrays.toString(Arrays.copyOf(one, 6)));
        assertArrayEquals(one, train(2));
        assertArrayEquals(one, train(3));
    }

    @Test
    void stepsAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Feed feed = Lenet.feed(allocator, BATCH, 5);
        try (Executable executable = start(3)) {
            for (int step = 0; step < 30; step++) {
                executable.run("train", feed);
            }
            long[] team = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread ->
                            thread == Thread.currentThread() || thread.getName().startsWith("neocog-reference-"))
                    .mapToLong(Thread::getId)
                    .toArray();
            long[] before = threads.getThreadAllocatedBytes(team);
            int steps = 20;
            for (int step = 0; step < steps; step++) {
                executable.run("train", feed);
            }
            long[] after = threads.getThreadAllocatedBytes(team);
            for (int i = 0; i < team.length; i++) {
                long perStep = (after[i] - before[i]) / steps;
                assertTrue(perStep < 256, "a thread allocated " + perStep + " bytes per step");
            }
            assertTrue(team.length == 3, "threads " + team.length);
        } finally {
            Lenet.close(feed);
        }
    }
}
