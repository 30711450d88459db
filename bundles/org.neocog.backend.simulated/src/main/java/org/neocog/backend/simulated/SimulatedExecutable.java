package org.neocog.backend.simulated;

import java.util.concurrent.locks.LockSupport;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;

/** A program in the memory of the device, which it gives back when it is closed. */
final class SimulatedExecutable implements Executable {
    private final Executable executable;
    private final DeviceMemory memory;
    private final long bytes;
    private final long latencyNanos;
    private boolean closed;

    SimulatedExecutable(Executable executable, DeviceMemory memory, long bytes, long latencyNanos) {
        this.executable = executable;
        this.memory = memory;
        this.bytes = bytes;
        this.latencyNanos = latencyNanos;
    }

    @Override
    public void restore(Snapshot state) {
        executable.restore(state);
    }

    @Override
    public Step run(String graph, Feed feed) {
        Step step = executable.run(graph, feed);
        long end = System.nanoTime() + latencyNanos;
        for (long left = latencyNanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return step;
    }

    @Override
    public Snapshot snapshot() {
        return executable.snapshot();
    }

    @Override
    public MemoryReport memory() {
        return executable.memory();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            executable.close();
            memory.give(bytes);
        }
    }
}
