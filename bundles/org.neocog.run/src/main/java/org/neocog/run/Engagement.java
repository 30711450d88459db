package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Executable;
import org.neocog.graph.Program;

/**
 * A backend at work: what it compiled, the memory of that, and the leases that keep its bundle. One owner at a time. The memory is apart from the
 * run's, so that a backend that does not come back can be left behind with all it holds.
 */
final class Engagement implements AutoCloseable {
    private final Provider provider;
    private final List<Lease> leases;
    private final BufferAllocator allocator;
    private final Executable executable;
    private final Map<String, Object> origin;
    private final double compileSeconds;

    private Engagement(
            Provider provider,
            List<Lease> leases,
            BufferAllocator allocator,
            Executable executable,
            double compileSeconds) {
        this.provider = provider;
        this.leases = leases;
        this.allocator = allocator;
        this.executable = executable;
        this.compileSeconds = compileSeconds;
        this.origin = provider.installed().origin().toMap(); // now: an update replaces the file
    }

    /**
     * Leases the backend and compiles.
     *
     * @throws MissingServiceException if it has left meanwhile
     */
    static Engagement of(Provider provider, Program program, RunSettings settings, Backends backends) {
        List<Lease> leases = leases(provider, settings, backends);
        BufferAllocator allocator =
                NeocogAllocators.root("run " + settings.name() + " on " + provider.name(), Long.MAX_VALUE);
        boolean done = false;
        try {
            long start = System.nanoTime();
            Executable executable = provider.compile(program, settings, allocator);
            Engagement made =
                    new Engagement(provider, leases, allocator, executable, (System.nanoTime() - start) * 1e-9);
            done = true;
            return made;
        } finally {
            if (!done) {
                leases.forEach(Lease::close);
                allocator.close();
            }
        }
    }

    private static List<Lease> leases(Provider provider, RunSettings settings, Backends backends) {
        List<Lease> leases = new ArrayList<>();
        List<Backends.Installed> held = new ArrayList<>(List.of(provider.installed()));
        provider.complete().ifPresent(held::add);
        for (Backends.Installed each : held) {
            Optional<Lease> lease = backends.lease(each, settings.swap().quiesce());
            if (lease.isEmpty()) {
                leases.forEach(Lease::close);
                throw new MissingServiceException(
                        "backend \"" + each.name() + "\" has left. Start its bundle again, or change backend.prefer.");
            }
            leases.add(lease.get());
        }
        return leases;
    }

    Provider provider() {
        return provider;
    }

    Executable executable() {
        return executable;
    }

    BufferAllocator allocator() {
        return allocator;
    }

    double compileSeconds() {
        return compileSeconds;
    }

    /** Bundle, version and digest, as they were when it began. */
    Map<String, Object> origin() {
        return origin;
    }

    /** Whether its bundle wants to leave. */
    boolean isRevoked() {
        for (int i = 0; i < leases.size(); i++) { // once a step: no iterator
            if (leases.get(i).isRevoked()) {
                return true;
            }
        }
        return false;
    }

    /** Symbolic names of the bundles that it holds. */
    List<String> bundles() {
        return leases.stream().map(lease -> lease.backend().origin().name()).toList();
    }

    void heldBy(Thread thread) {
        leases.forEach(lease -> lease.heldBy(thread));
    }

    /**
     * Gives memory and leases back.
     *
     * @throws IllegalStateException if the backend keeps memory
     */
    @Override
    public void close() {
        try {
            try {
                executable.close();
            } finally {
                allocator.close();
            }
        } finally {
            leases.forEach(Lease::close);
        }
    }
}
