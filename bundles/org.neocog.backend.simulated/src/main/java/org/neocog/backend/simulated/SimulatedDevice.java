package org.neocog.backend.simulated;

import java.util.Set;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;

/**
 * A device with a memory and a latency, whose ops another backend computes: what a program may do on it, and how it refuses, is that of a card on a
 * bus. It supports what the other backend does, and computes the same bits.
 */
final class SimulatedDevice implements Backend {
    private final Backend host;
    private final DeviceMemory memory;
    private final long latencyNanos;

    /** @param latencyNanos time that each step takes longer, as starting it and waiting for it would */
    SimulatedDevice(Backend host, DeviceMemory memory, long latencyNanos) {
        this.host = host;
        this.memory = memory;
        this.latencyNanos = latencyNanos;
    }

    @Override
    public DeviceInfo device() {
        return new DeviceInfo(
                "simulated device", "Neocog", memory.bytes(), host.device().elementTypes());
    }

    @Override
    public boolean supports(Node node) {
        return host.supports(node);
    }

    @Override
    public Set<ElementType> activations() {
        return host.activations();
    }

    /** What a program needs is known when it is compiled: it is refused then, and not in the middle of a training. */
    @Override
    public Executable compile(Program program, CompileOptions options) {
        Executable executable = host.compile(program, options);
        long bytes = executable.memory().total();
        try {
            memory.take(bytes);
        } catch (BackendException e) {
            executable.close();
            throw e;
        }
        return new SimulatedExecutable(executable, memory, bytes, latencyNanos);
    }
}
